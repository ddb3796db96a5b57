import { setTimeout as sleep } from "node:timers/promises";
import { type LogStreams, TRAINING_LOG_GROUP } from "../../src/core/logs/logStreams.ts";
import { type TailedLines, tailLog } from "../../src/core/logs/tailLog.ts";

/** Follows the log of a job as the extension does in Local SageMaker; a call that fails ends it. */
export function tailOfJob(
    streams: LogStreams,
    job: string,
    hasEnded: () => Promise<boolean>,
    signal: AbortSignal,
): AsyncGenerator<TailedLines> {
    const rhythm = { restMs: 100, drainMs: 0, quietReads: 1 };
    const needs = {
        streams,
        group: TRAINING_LOG_GROUP,
        prefix: `${job}/`,
        choose: (names: readonly string[]) => names,
        from: "start" as const,
        windows: new Map(),
        endedForMs: async () => ((await hasEnded()) ? 0 : undefined),
        rhythm,
        rest: () => sleep(rhythm.restMs),
        now: () => performance.now(),
        waitOut: (error: unknown) => Promise.reject(error),
        onAnswer() {},
        onDraining() {},
    };
    return tailLog(needs, signal);
}
