import { Problem } from "../../../core/problem.ts";

/** How often one looks at a job that waits for its instances. */
export const LOOK_MS = 15_000;

/** Looks again where a look fails for once; undefined for what is gone, and for a failure that no other look would mend. */
export async function onceAnswered<T>(
    look: () => Promise<T>,
    rest: (ms: number, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
): Promise<T | undefined> {
    for (;;) {
        try {
            return await look();
        } catch (error) {
            signal.throwIfAborted();
            if (!Problem.is(error) || error.code === "resourceGone") {
                return undefined;
            }
            await rest(LOOK_MS, signal);
        }
    }
}
