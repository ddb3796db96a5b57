import fs from "node:fs";
import path from "node:path";
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { errorText } from "../../core/text/errorText.ts";
import { isDiskFull } from "../../system/systemCode.ts";
import { keepRemovingContainer, removeContainer } from "./container.ts";
import { endOfContainer } from "./containerEnd.ts";
import { executableFault } from "./executable.ts";
import { claimProcessFile, outputFile, readProcessFile, writeProcessFile } from "./processFiles.ts";
import { processStartedAt } from "../../system/processStart.ts";
import type { Exit, Launch } from "./runner.ts";
import { markOf, sweep } from "./sweep.ts";
import { watchOver } from "./timeLimit.ts";

const RESERVE_BYTES = 64 * 1024;

/**
 * The supervisor: a process of its own that runs one program, sees to its time and its end, and writes down how it ended.
 * It knows the server by files alone, so that the server may crash, and come back, while the program runs.
 */
export async function supervise(directory: string): Promise<void> {
    const launch = readProcessFile(directory, "launch");
    if (launch !== undefined && claimProcessFile(directory, "supervisor", identityOf(process.pid))) {
        const reserve = path.join(directory, "reserve");
        writeReserve(reserve);
        const exit = await run(directory, launch).catch((error: unknown) => withoutRoom(error, directory, launch));
        fs.rmSync(reserve, { force: true });
        const isGone = launch.container === undefined || (await removeContainer(launch));
        await record(directory, { ...exit, at: Date.now() });
        if (!isGone) {
            await keepRemovingContainer(launch); // The end is on record, so nobody waits for this.
        }
    }
}

/** Room for the words about the end, should the program fill the disk; a disk that is full already has none to give. */
function writeReserve(file: string): void {
    try {
        fs.writeFileSync(file, Buffer.alloc(RESERVE_BYTES));
    } catch (error) {
        fs.rmSync(file, { force: true });
        if (!isDiskFull(error)) {
            throw error;
        }
    }
}

/** A program that there was no room to keep record of: it has been ended, and the job says why. */
function withoutRoom(error: unknown, directory: string, { name }: Launch): Omit<Exit, "at"> {
    if (!isDiskFull(error)) {
        throw error;
    }
    return notStarted(directory, `exec: "${name}": no space is left on the disk of Local SageMaker`);
}

async function run(directory: string, launch: Launch): Promise<Omit<Exit, "at">> {
    const fault = executableFault(launch.program, launch.name);
    if (fault !== undefined) {
        return notStarted(directory, fault);
    }
    for (const line of launch.notes ?? []) {
        fs.appendFileSync(outputFile(directory), `${line}\n`, { mode: 0o600 });
    }
    let child: ChildProcess;
    try {
        child = start(directory, launch);
    } catch (error) {
        return notStarted(directory, `exec: "${launch.name}": ${errorText(error)}`);
    }
    const ended = endOf(child);
    if (child.pid === undefined) {
        return notStarted(directory, `exec: "${launch.name}": ${errorText(await ended)}`);
    }
    try {
        const end = await follow(child.pid, ended, directory, launch);
        return launch.container === undefined ? end : await endOfContainer(directory, launch, end);
    } finally {
        sweep(child.pid, markOf(launch.environment));
    }
}

function start(directory: string, launch: Launch): ChildProcess {
    const output = fs.openSync(outputFile(directory), "a", 0o600);
    try {
        return spawn(launch.program, launch.args, {
            cwd: launch.directory,
            env: { ...launch.environment },
            stdio: ["ignore", output, output],
            detached: true,
            windowsHide: true,
        });
    } finally {
        fs.closeSync(output);
    }
}

async function follow(pid: number, ended: Promise<Ended>, directory: string, launch: Launch): Promise<Omit<Exit, "at">> {
    writeProcessFile(directory, "process", identityOf(pid));
    const watch = watchOver(pid, directory, launch);
    const end = await ended;
    watch.end();
    if (end instanceof Error) {
        throw end;
    }
    return { ...end, ...(watch.stoppedBy !== undefined && { stoppedBy: watch.stoppedBy }) };
}

type Ended = Pick<Exit, "code" | "signal"> | Error;

async function endOf(child: ChildProcess): Promise<Ended> {
    return new Promise((resolve) => {
        child.once("error", resolve);
        child.once("exit", (code, signal) => resolve({ code, signal }));
    });
}

/** The program could not be started: said in its log too, where the user looks first. 126 and 127 are what a shell and a container answer. */
function notStarted(directory: string, message: string): Omit<Exit, "at"> {
    try {
        fs.appendFileSync(outputFile(directory), `${message}\n`);
    } catch {
        // A full disk: the exit says it too.
    }
    return { code: message.endsWith("$PATH") ? 127 : 126, signal: null, fault: { kind: "notStarted", message } };
}

/** Writes down the end. A full disk is waited out, because nobody else knows how the program ended. */
async function record(directory: string, exit: Exit): Promise<void> {
    while (fs.existsSync(directory)) {
        try {
            writeProcessFile(directory, "exit", exit);
            return;
        } catch (error) {
            if (!isDiskFull(error)) {
                throw error;
            }
            await delay(500);
        }
    }
}

function identityOf(pid: number): { pid: number; processStartedAt: string } {
    return { pid, processStartedAt: processStartedAt(pid) ?? "" };
}
