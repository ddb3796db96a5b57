import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

/** Local SageMaker as a process of its own, which a test can kill. */
export interface ServerProcess {
    readonly url: string;
    readonly pid: number;
    /** What it wrote to its standard error so far. */
    readonly errors: () => string;
    /** Ends it with a signal and waits until it is gone; answers its exit code. */
    end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>;
}

const MAIN = path.resolve(import.meta.dirname, "../../src/local/main.ts");

/** Starts the server on a data directory and waits until it listens. */
export async function startServerProcess(dataDirectory: string, ...options: readonly string[]): Promise<ServerProcess> {
    const child = spawn(process.execPath, [MAIN, "--data", dataDirectory, "--port", "0", ...options], {
        stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const url = await Promise.race([urlOf(child), failure(child, () => errors)]);
    return {
        url,
        pid: child.pid ?? 0,
        errors: () => errors,
        async end(signal) {
            if (child.exitCode === null && child.signalCode === null) {
                const gone = once(child, "exit");
                child.kill(signal);
                await gone;
            }
            return child.exitCode;
        },
    };
}

async function urlOf(child: ChildProcess): Promise<string> {
    if (child.stdout !== null) {
        for await (const line of createInterface(child.stdout)) {
            const url = /listening on (http:\S+)/.exec(line)?.[1];
            if (url !== undefined) {
                return url;
            }
        }
    }
    await delay(1000);
    throw new Error("The server ended without a word.");
}

async function failure(child: ChildProcess, errors: () => string): Promise<never> {
    await once(child, "exit");
    throw new Error(`The server ended: ${errors()}`);
}
