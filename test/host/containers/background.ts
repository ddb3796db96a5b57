import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** A program that runs beside this one. */
export interface Background {
    /** Ends it: by a kill, where it does not end within seconds of being asked. */
    stop(): Promise<void>;
}

export interface BackgroundProgram {
    /** What it is, for the message that says that it did not start. */
    readonly what: string;
    readonly command: readonly [string, ...string[]];
    readonly env?: NodeJS.ProcessEnv;
    /** A file that takes its output. */
    readonly log: string;
    /** Whether it can be used yet. */
    ready(): Promise<boolean>;
}

/** Starts a program and waits until it is ready. It is asked to end when this process dies, however that happens. */
export async function startInBackground({ what, command, env, log, ready }: BackgroundProgram): Promise<Background> {
    const output = await fs.open(log, "a");
    const child = spawn("setpriv", ["--pdeathsig", "TERM", ...command], {
        env: env ?? process.env,
        stdio: ["ignore", output.fd, output.fd],
        detached: true, // signals of a terminal are for this process, which then stops the other in its order
    });
    await output.close();
    let running = true;
    const ended = new Promise<void>((resolve) => {
        for (const event of ["exit", "error"]) {
            child.once(event, () => {
                running = false;
                resolve();
            });
        }
    });
    const stop = async () => {
        child.kill("SIGTERM");
        await Promise.race([ended, wait(20_000, undefined, { ref: false })]);
        child.kill("SIGKILL");
        await ended;
    };
    const deadline = Date.now() + 60_000;
    while (!(await ready())) {
        if (!running || Date.now() > deadline) {
            await stop();
            const lines = (await fs.readFile(log, "utf8")).trimEnd().split("\n");
            throw new Error(`${what} did not start:\n${lines.slice(-15).join("\n")}`);
        }
        await wait(100);
    }
    return { stop };
}
