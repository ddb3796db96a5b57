import type { LogStore } from "../store/logStore.ts";
import { LOG_GROUP } from "./runNeeds.ts";

/** The stream of a job's one host from a moment on. An earlier run of the same second, or a deleted job of this name, may have left one behind. */
export function newLogStream(job: string, at: number, logs: LogStore): string {
    const stream = `${job}/algo-1-${Math.floor(at / 1000)}`;
    return logs.count(LOG_GROUP, stream) === 0 ? stream : newLogStream(job, at + 1000, logs);
}
