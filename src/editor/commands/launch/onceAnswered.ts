import { Problem } from "../../../core/problem.ts";

/** How often one looks at a job that has just begun to wait for its instances. */
const LOOK_MS = 15_000;

/** The longest rest: a spot job may wait for days, and a sign-in be over for the night. */
const LONGEST_MS = 300_000;

/** How long to rest before the next look at a job that has waited for so long: what has lasted an hour does not change within seconds. */
export function restAfter(waitedMs: number): number {
    return Math.min(LONGEST_MS, Math.max(LOOK_MS, waitedMs / 20));
}

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
