import type { Waiting } from "../../core/endpoint/waiting.ts";
import { isPassing, leastRestMs, Problem } from "../../core/problem.ts";

/** Tries anew what nobody waits for when the place could not be reached: a network comes back, and someone signs in again. */
export async function untilReached<T>(closing: AbortSignal, { now, rest }: Waiting, task: () => Promise<T>): Promise<T> {
    for (;;) {
        try {
            return await task();
        } catch (error) {
            if (closing.aborted || !isPassing(error)) {
                throw error;
            }
            const until = now() + leastRestMs(error);
            do {
                await rest(closing);
            } while (now() < until);
        }
    }
}

/** Adds to a failure that passes what becomes of the operation then; any other one stays as it is. */
export function withOutlook(error: unknown, outlook: string): unknown {
    return isPassing(error)
        ? new Problem(error.code, `${error.message} ${outlook}`, { remedy: error.remedy, cause: error })
        : error;
}
