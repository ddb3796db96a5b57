import { Problem } from "../../../core/problem.ts";

/** How often one looks at a job that waits for its instances. */
export const LOOK_MS = 15_000;

/** The longest rest after looks that failed one after the other: a sign-in may be over for the night. */
const LONGEST_MS = 300_000;

/** Looks again where a look fails for once; undefined for what is gone, and for a failure that no other look would mend. */
export async function onceAnswered<T>(
    look: () => Promise<T>,
    rest: (ms: number, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
): Promise<T | undefined> {
    for (let failures = 1; ; failures++) {
        try {
            return await look();
        } catch (error) {
            signal.throwIfAborted();
            if (!Problem.is(error) || error.code === "resourceGone" || error.code === "accessDenied") {
                return undefined;
            }
            await rest(Math.min(LONGEST_MS, LOOK_MS * 2 ** failures), signal);
        }
    }
}
