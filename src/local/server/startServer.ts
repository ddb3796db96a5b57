import fs from "node:fs";
import path from "node:path";
import { LOCK_FILE } from "../../core/localServer.ts";
import { capacity as capacityOf } from "../control/capacity.ts";
import { control } from "../control/control.ts";
import type { Report } from "../protocol/failure.ts";
import { type ProcessIdentity, processStartedAt } from "../../system/processStart.ts";
import { quotas as quotasOf } from "../quotas/quotas.ts";
import { MultipartUploads } from "../s3/multipartUploads.ts";
import { SECURITY_TOKEN_SERVICE } from "../sts/identity.ts";
import { answer, type Application } from "./application.ts";
import { type Listener, listen } from "./listen.ts";
import { acquireLock, type HeldLock } from "../../system/lock.ts";
import type { Runtime, RuntimeNeeds } from "./runtime.ts";
import { jsonServices } from "./services.ts";
import { openStores, type Stores } from "./stores.ts";

/** What a server is started with. */
export interface ServerStart {
    /** 0 for any free one. */
    readonly port: number;
    readonly dataDirectory: string;
    readonly version: string;
    /** The command that starts this program. */
    readonly program: readonly string[];
    /** The command of the container engine; undefined for the first one on the PATH. */
    readonly engine?: string | undefined;
    /** Files of the account's quotas and of prices; undefined for none. */
    readonly quotas?: string | undefined;
    readonly prices?: string | undefined;
    /** Whether tests may make things happen that AWS does by itself. */
    readonly control?: boolean;
    readonly runtimeOf: (needs: RuntimeNeeds) => Runtime;
    readonly report: Report;
}

/** A server that runs. */
export interface RunningServer {
    readonly url: string;
    /** Whether nothing runs and no request came for so long. */
    isIdle(milliseconds: number): boolean;
    /** Ends requests, jobs and endpoints, and releases the data directory. */
    stop(): Promise<void>;
}

/** What the lock file says of the server that has the data directory. */
export interface ServerHolder extends ProcessIdentity {
    readonly url: string;
    readonly port: number;
    /** ISO 8601. */
    readonly startedAt: string;
}

/** Another server has the data directory; that one is to be used. */
export class DataDirectoryTaken extends Error {
    readonly holder: ServerHolder;

    constructor(holder: ServerHolder) {
        super(`Local SageMaker already runs on this data directory, at ${holder.url} (process ${holder.pid}).`);
        this.holder = holder;
    }
}

/** Time that requests get to end before their connections are cut. */
const GRACE_MS = 5000;

/**
 * Starts a server. It listens before it takes the data directory, so that the lock file can name its port,
 * and answers only when what an earlier server left running has been found again.
 */
export async function startServer(start: ServerStart): Promise<RunningServer> {
    const { dataDirectory } = start;
    fs.mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    const listener = await listen(start.port);
    const url = `http://127.0.0.1:${listener.port}`;
    let lock: HeldLock | undefined;
    try {
        lock = takeDirectory(dataDirectory, url, listener.port);
        const stores = openStores(dataDirectory, Date.now, start.report);
        const runtime = await serve(start, stores, listener, url);
        return runningServer(listener, runtime, stores, lock, url);
    } catch (error) {
        lock?.release();
        await listener.close(0);
        throw error;
    }
}

async function serve(start: ServerStart, stores: Stores, listener: Listener, url: string): Promise<Runtime> {
    const { dataDirectory, program, engine, runtimeOf, report, version, prices } = start;
    const quotas = quotasOf(start.quotas, report);
    const capacity = capacityOf();
    const runtime = runtimeOf({ ...stores, dataDirectory, url, program, engine, quotas, capacity, report });
    await runtime.reconcile();
    const application: Application = {
        services: jsonServices({ stores, running: runtime.operations, quotas, prices, now: Date.now, report }),
        query: SECURITY_TOKEN_SERVICE,
        s3: { objects: stores.objects, uploads: new MultipartUploads(path.join(dataDirectory, "uploads")) },
        invoke: (invocation, signal) => runtime.invoke(invocation, signal),
        health: () => ({
            service: "local-sagemaker",
            version,
            pid: process.pid,
            dataDir: dataDirectory,
            running: runtime.running(),
        }),
        control: start.control === true ? control(capacity, (name) => runtime.interrupt(name)) : undefined,
        report,
    };
    listener.serve((request, response) => {
        answer(application, listener.port, request, response).catch((error: unknown) => {
            report(error);
            response.destroy();
        });
    });
    return runtime;
}

function runningServer(listener: Listener, runtime: Runtime, { metrics }: Stores, lock: HeldLock, url: string): RunningServer {
    return {
        url,
        isIdle(milliseconds) {
            const { trainingJobs, endpoints } = runtime.running();
            return trainingJobs + endpoints === 0 && listener.idleMs() >= milliseconds;
        },
        async stop() {
            await Promise.all([listener.close(GRACE_MS), runtime.shutdown()]);
            metrics.flush();
            lock.release();
        },
    };
}

function takeDirectory(dataDirectory: string, url: string, port: number): HeldLock {
    const lock = acquireLock<ServerHolder>(path.join(dataDirectory, LOCK_FILE), {
        pid: process.pid,
        processStartedAt: processStartedAt(process.pid) ?? "",
        url,
        port,
        startedAt: new Date().toISOString(),
    });
    if (lock.kind === "taken") {
        throw new DataDirectoryTaken(lock.holder);
    }
    return lock;
}
