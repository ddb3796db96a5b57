import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type Program, runProgram, runProgramStreaming } from "../../src/adapters/runProgram.ts";

const script = (text: string, stop?: Program["stop"]): Program => ({
    program: "/bin/sh",
    args: ["-c", text],
    directory: tmpdir(),
    setting: "none",
    install: { label: "", url: "" },
    ...(stop && { stop }),
});
const running = (words: string) =>
    execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
        .split("\n")
        .filter((line) => line === words).length;

describe("a program that is cancelled", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "run-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    /** Cancels it with its first line. */
    async function cancelled(program: Program): Promise<void> {
        const cancel = new AbortController();
        const onStdout = () => cancel.abort(new Error("enough"));
        await assert.rejects(runProgram(program, { onStdout, onStderr: () => {} }, cancel.signal), /enough/);
    }

    it("is asked by the signal that it wants", async () => {
        const said = path.join(folder, "said");
        const program = script(`trap 'echo > "${said}"; exit' INT; echo; while :; do sleep 0.1; done`, {
            signal: "SIGINT",
            graceMs: 5000,
        });
        await cancelled(program);
        assert.ok(existsSync(said));
    });

    it("is killed after its grace", async () => {
        const from = performance.now();
        await cancelled(script("trap '' TERM; echo; sleep 43210 & wait; sleep 43210", { signal: "SIGTERM", graceMs: 300 }));
        assert.ok(performance.now() - from < 3000);
        assert.equal(running("sleep 43210"), 0);
    });

    it("leaves what it has started the time to clear up", async () => {
        const cleared = path.join(folder, "cleared");
        const child = `trap 'sleep 0.3; echo > "${cleared}"; exit' TERM; while :; do sleep 0.05; done`;
        await cancelled(script(`sh -c '${child.replaceAll("'", `'\\''`)}' > /dev/null 2>&1 & sleep 0.2; echo; wait`));
        assert.ok(existsSync(cleared));
    });

    it(
        "takes along what has left its group",
        { skip: process.platform !== "linux" && "only Linux tells what a program has started" },
        async () => {
            await cancelled(script("setsid sleep 54321 > /dev/null 2>&1 & sleep 0.2; echo; wait"));
            assert.equal(running("sleep 54321"), 0);
        },
    );
});

describe("the output of a program", () => {
    it("comes in pieces as it is printed, not only in lines", async () => {
        const pieces: string[] = [];
        const read = (stdout: NodeJS.ReadableStream) => void stdout.on("data", (bytes: Buffer) => pieces.push(bytes.toString()));
        const { code } = await runProgramStreaming(
            script("printf 'one\\r'; sleep 0.2; printf two; exit 3"),
            (stdout, stderr) => {
                read(stdout);
                read(stderr);
            },
            new AbortController().signal,
        );
        assert.deepEqual([code, pieces], [3, ["one\r", "two"]]);
    });
});

describe("a program whose starter exits", () => {
    it("F39: is killed with all that it has started, as at a reload of the window", async () => {
        const source = `
            import { runProgram } from ${JSON.stringify(path.resolve(import.meta.dirname, "../../src/adapters/runProgram.ts"))};
            const program = ${JSON.stringify(script("sleep 54321 & echo; wait"))};
            void runProgram(program, { onStdout: () => process.exit(), onStderr() {} }, new AbortController().signal);
        `;
        execFileSync(process.execPath, ["--input-type=module-typescript", "--eval", source], { timeout: 20_000 });
        const until = Date.now() + 2000;
        while (running("sleep 54321") > 0 && Date.now() < until) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.equal(running("sleep 54321"), 0);
    });
});
