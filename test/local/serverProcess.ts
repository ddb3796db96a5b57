import { startLocal } from "./server/localProcess.ts";

/** Local SageMaker as a process of its own, which a test can kill. */
export interface ServerProcess {
    readonly url: string;
    readonly pid: number;
    /** What it wrote to its standard error so far. */
    readonly errors: () => string;
    /** Ends it with a signal and waits until it is gone; answers its exit code. */
    end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>;
}

/** Starts the server on a data directory and waits until it listens. */
export async function startServerProcess(dataDirectory: string, ...options: readonly string[]): Promise<ServerProcess> {
    const local = startLocal(dataDirectory, ...options);
    const { child } = local;
    return {
        url: await local.url(),
        pid: child.pid ?? 0,
        errors: () => local.output().stderr,
        async end(signal) {
            if (child.exitCode === null && child.signalCode === null) {
                child.kill(signal);
            }
            await local.ended();
            return child.exitCode;
        },
    };
}
