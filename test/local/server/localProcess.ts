import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const program = path.resolve(import.meta.dirname, "../../../src/local/main.ts");

/** Local SageMaker as a process of its own, as a user starts it. */
export interface LocalProcess {
    readonly child: ChildProcess;
    /** Everything that it has written so far. */
    output(): { readonly stdout: string; readonly stderr: string };
    /** The address from its first line; rejects when it ends before. */
    url(): Promise<string>;
    /** Its exit code, or the signal that ended it. */
    ended(): Promise<number | NodeJS.Signals>;
    [Symbol.asyncDispose](): Promise<void>;
}

export function startLocal(dataDirectory: string, ...args: readonly string[]): LocalProcess {
    const child = spawn(process.execPath, [program, "--data", dataDirectory, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const written = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (written.stdout += chunk));
    child.stderr.on("data", (chunk) => (written.stderr += chunk));
    const closed = once(child, "close");
    const ended = async () => {
        await closed;
        return child.exitCode ?? child.signalCode ?? assert.fail("a process ends by code or by signal");
    };
    return {
        child,
        output: () => written,
        ended,
        async url() {
            while (!written.stdout.includes("\n")) {
                const first = await Promise.race([once(child.stdout, "data"), ended()]);
                assert.ok(Array.isArray(first), `ended before it listened: ${written.stderr}`);
            }
            const [, url] = /^Local SageMaker listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(written.stdout) ?? [];
            return url ?? assert.fail(written.stdout);
        },
        async [Symbol.asyncDispose]() {
            if (child.exitCode === null && child.signalCode === null) {
                child.kill("SIGKILL");
            }
            await closed;
        },
    };
}
