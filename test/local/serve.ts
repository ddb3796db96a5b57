import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Invoke } from "../../src/local/protocol/invocation.ts";
import type { Runtime, RuntimeNeeds } from "../../src/local/server/runtime.ts";
import { startServer } from "../../src/local/server/startServer.ts";

/** A server of this process on a data directory of its own, with its stores at hand. Nothing runs on it: that part is given. */
export interface ServedApi {
    readonly url: string;
    readonly stores: RuntimeNeeds;
    readonly dataDirectory: string;
    /** What the server told of: unknown operations and faults of its own. */
    readonly reports: readonly unknown[];
    /** Ends the server and leaves its data directory. */
    stop(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

const idle: Runtime = {
    operations: {},
    interrupt: () => {},
    invoke: async () => Promise.reject(new Error("No test needs this")),
    reconcile: async () => {},
    shutdown: async () => {},
    running: () => ({ trainingJobs: 0, endpoints: 0 }),
};

export async function serveApi(runs: Partial<Runtime> & { readonly invoke?: Invoke } = {}): Promise<ServedApi> {
    const dataDirectory = await fs.mkdtemp(path.join(os.tmpdir(), "local sagemaker "));
    const reports: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<RuntimeNeeds>();
    const server = await startServer({
        port: 0,
        dataDirectory,
        version: "test",
        program: [],
        report: (failure) => reports.push(failure),
        runtimeOf(needs) {
            resolve(needs);
            return { ...idle, ...runs };
        },
    });
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => (stopped ??= server.stop());
    return {
        url: server.url,
        stores: await promise,
        dataDirectory,
        reports,
        stop,
        async [Symbol.asyncDispose]() {
            await stop();
            await fs.rm(dataDirectory, { recursive: true });
        },
    };
}
