import fs from "node:fs";
import path from "node:path";
import { ApiError } from "../protocol/apiError.ts";
import { fileNameOf } from "../store/fileName.ts";
import type { Table } from "../store/table.ts";
import { hasEnded, type TrainingJobRecord } from "./trainingJobRecord.ts";
import type { RunNeeds } from "./runNeeds.ts";
import { clearAfterEnd, runTrainingJob, type TrainingRun } from "./trainingRun.ts";

/** Time that jobs get to end by themselves when the server ends. */
const SHUTDOWN_GRACE_SECONDS = 8;

/** The training jobs that run now. */
export interface TrainingJobRuns {
    /** Runs a job of the table, or goes on with one that an earlier server started. */
    start(name: string): void;
    stop(name: string): void;
    /** Takes the instance of a job away, as EC2 does with spot capacity; refused for a job that does not train on any. */
    interrupt(name: string): void;
    /** Removes what a job that has ended worked on, should a killed server have left it. */
    clear(name: string): Promise<void>;
    /** Removes all files of a job that has ended. */
    forget(name: string): Promise<void>;
    stopAll(): Promise<void>;
    count(): number;
}

/** Runs jobs in folders of `directory`. */
export function trainingJobRuns(directory: string, table: Table<TrainingJobRecord>, needs: RunNeeds): TrainingJobRuns {
    const runs = new Map<string, TrainingRun>();
    const folderOf = (name: string): string => path.join(directory, fileNameOf(name));
    const recordOf = (name: string): TrainingJobRecord => {
        const job = table.get(name);
        if (job === undefined) {
            throw new Error(`There is no training job of this name: ${name}`);
        }
        return job;
    };
    return {
        start(name) {
            const row = { get: () => recordOf(name), put: (job: TrainingJobRecord) => table.put(name, job) };
            const run = runTrainingJob(folderOf(name), row, needs);
            runs.set(name, run);
            void run.ended.then(() => runs.delete(name));
        },
        stop: (name) => runs.get(name)?.stop(),
        interrupt(name) {
            const spot = table.get(name)?.request.EnableManagedSpotTraining === true;
            if (!spot || runs.get(name)?.interrupt() !== true) {
                throw new ApiError("ValidationException", `Only a job that trains on spot capacity can be interrupted: ${name}`);
            }
        },
        clear: async (name) => clearAfterEnd(folderOf(name)),
        async forget(name) {
            const run = runs.get(name);
            run?.abandon();
            await run?.ended;
            await fs.promises.rm(folderOf(name), { recursive: true, force: true });
        },
        async stopAll() {
            for (const [name, run] of runs) {
                try {
                    if (!hasEnded(recordOf(name))) {
                        run.stop(SHUTDOWN_GRACE_SECONDS);
                    }
                } catch (error) {
                    needs.report(error); // A status that a full disk does not take must not keep the other jobs running.
                }
            }
            await Promise.all([...runs.values()].map(async ({ ended }) => ended));
        },
        count: () => runs.size,
    };
}
