import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { undoEngine } from "../host/containers/engineLeftovers.ts";
import { installContainerEngine, whyNoEngine } from "../host/containers/enginePackages.ts";
import { claimEngine, releaseEngine, type Undo, untilUnused, writeEngineRecord } from "../host/containers/engineRecord.ts";
import { repository } from "../host/paths.ts";
import { installPythonTools } from "../host/pythonTools.ts";
import { stopWith } from "../host/systemPackages.ts";
import { variablesOf } from "./environment.ts";
import { startParts } from "./startParts.ts";

// Runs the tests of this folder, or those named, with the real parts that they need: `node test/containers/run.ts [FILE…]`.
// `node test/containers/run.ts -- COMMAND…` runs any command with them. Where another run has them started, it joins that one.
const [first, ...rest] = process.argv.slice(2);
const command = first === "--" ? rest : ["node", "--test", "--test-concurrency=1", ...testFiles()];

const reason = whyNoEngine();
if (reason !== undefined) {
    stopWith(`No test ran: ${reason}.`);
}
let child: ChildProcess | undefined;
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
        interrupted = true;
        child?.kill(signal);
    });
}
await installContainerEngine();
await installPythonTools();
const claim = await claimEngine();
process.exitCode = "environment" in claim ? await runIn(claim.environment) : await runWithOwnParts(claim.left);

function testFiles(): string[] {
    return first === undefined ? [path.join(import.meta.dirname, "**/*.test.ts")] : [first, ...rest];
}

async function runWithOwnParts(left: Undo): Promise<number> {
    await undoEngine(left); // the record of what cannot be undone stays for the next
    const parts = await startParts(mkdtempSync(path.join(os.tmpdir(), "rs-"))); // short, as sockets need it
    try {
        const environment = variablesOf(parts.environment);
        await writeEngineRecord({ ...parts.undo, environment });
        return interrupted ? 1 : await runIn(environment);
    } finally {
        await writeEngineRecord(parts.undo); // nobody is to join any more
        if (!interrupted) {
            await untilUnused();
        }
        await parts.stop();
        await releaseEngine();
    }
}

async function runIn(environment: Readonly<Record<string, string>>): Promise<number> {
    const [program = "", ...args] = command;
    child = spawn(program === "node" ? process.execPath : program, args, {
        cwd: first === "--" ? process.cwd() : repository,
        env: { ...process.env, ...environment },
        stdio: "inherit",
    });
    return new Promise((resolve) => {
        child?.once("error", (error) => {
            console.error(String(error));
            resolve(1);
        });
        child?.once("exit", (code) => resolve(code ?? 1));
    });
}
