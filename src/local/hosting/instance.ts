import fs from "node:fs";
import path from "node:path";
import { randomBytes } from "node:crypto";
import { captureOutput } from "../capture/outputCapture.ts";
import { untilRunning } from "../runners/container.ts";
import type { Exit, Launch, Runner } from "../runners/runner.ts";
import { settle } from "../settle.ts";
import type { LogStore } from "../store/logStore.ts";
import type { InstanceRecord } from "./endpointRecord.ts";

/** How long SageMaker waits between SIGTERM and SIGKILL. */
export const STOP_GRACE_SECONDS = 30;

/** Where the lines of an instance go. */
export interface InstanceLog {
    readonly logs: LogStore;
    readonly group: string;
    readonly stream: string;
    readonly report: (failure: unknown) => void;
}

/** A variant's program while it runs. */
export interface Instance {
    readonly record: InstanceRecord;
    /** Settles when it may be pinged, or rejects when `signal` fires. */
    started(signal: AbortSignal): Promise<void>;
    /** Settles when the program has ended and its last lines are kept. */
    readonly ended: Promise<Exit>;
    stop(graceSeconds: number): void;
}

/** The name of an instance as EC2 writes them. */
export function newInstanceId(): string {
    return `i-${randomBytes(9).toString("hex").slice(1)}`;
}

/** The folder of an instance's process, below that of its variant. */
export function instanceDirectory(variantDirectory: string, { id }: InstanceRecord): string {
    return path.join(variantDirectory, "process", id);
}

/** Starts a program, or takes it up again when there is no `launch`. Its folder goes when it has ended and its lines are kept; `signal` ends the wait for room. */
export function runInstance(
    directory: string,
    record: InstanceRecord,
    launch: Launch | undefined,
    runner: Runner,
    log: InstanceLog,
    signal: AbortSignal,
): Instance {
    const program = launch === undefined ? runner.adopt(directory) : runner.start(directory, launch);
    const capture = captureOutput(directory, { ...log, now: Date.now });
    const clear = async (): Promise<void> => {
        await capture.finish();
        await fs.promises.rm(directory, { recursive: true, force: true, maxRetries: 3 });
    };
    return {
        record,
        started: async (until) => (launch?.container === undefined ? undefined : untilRunning(launch, until)),
        ended: program.exited.then(async (exit) => {
            await clear().catch((error: unknown) => {
                log.report(error);
                void settle(clear, log.report, signal); // The next instance need not wait for room.
            });
            return exit;
        }),
        stop: (graceSeconds) => program.stop(graceSeconds),
    };
}
