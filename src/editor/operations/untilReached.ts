import type { Waiting } from "../../core/endpoint/waiting.ts";
import { Problem, type ProblemCode } from "../../core/problem.ts";

const PASSING: ReadonlySet<ProblemCode> = new Set([
    "serviceUnreachable",
    "localServerUnreachable",
    "throttled",
    "notAws",
    "loginExpired",
]);

/** Tries anew what nobody waits for when the place could not be reached: a network comes back, and someone signs in again. */
export async function untilReached<T>(closing: AbortSignal, { rest }: Waiting, task: () => Promise<T>): Promise<T> {
    for (;;) {
        try {
            return await task();
        } catch (error) {
            if (closing.aborted || !isPassing(error)) {
                throw error;
            }
            await rest(closing);
        }
    }
}

/** Whether a place that could not be reached may be reached later. */
export function isPassing(error: unknown): error is Problem {
    return Problem.is(error) && PASSING.has(error.code);
}

/** Adds to a failure that passes what becomes of the operation then; any other one stays as it is. */
export function withOutlook(error: unknown, outlook: string): unknown {
    return isPassing(error)
        ? new Problem(error.code, `${error.message} ${outlook}`, { remedy: error.remedy, cause: error })
        : error;
}
