import { setTimeout as sleep } from "node:timers/promises";

/** Waits until it is one's turn. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/** Lets calls pass one after another, at most so many a second, however many ask at once. */
export function pace(perSecond: number): Pace {
    const apart = 1000 / perSecond;
    let next = 0;
    return async (signal) => {
        const now = performance.now();
        const turn = Math.max(next, now);
        next = turn + apart;
        if (turn > now) {
            await sleep(turn - now, undefined, { signal });
        }
    };
}
