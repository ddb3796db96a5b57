import { setTimeout as sleep } from "node:timers/promises";
import { isAnswerLost } from "./creation.ts";

/** How long ago AWS may say that something was made which an attempt of just now has made; clocks differ. */
const RECENT_MS = 5 * 60_000;

const ATTEMPTS = 8;
const REST_MS = 500;

/** What bears the name; `isOurs` where it has the tags, or all the settings, that the call gives it. */
interface Found<T> {
    readonly made: T;
    readonly createdAt: number;
    readonly isOurs: boolean;
}

/**
 * Sends a create call, and where its answer was lost, looks for what it makes: what was made only now, and is as this call makes it, is what
 * this call has made. It is sent once more where there is nothing, as often as it takes within reason. `createdAt` is in milliseconds since 1970.
 */
export async function createdOnce<T>(
    send: () => Promise<T>,
    find: () => Promise<Found<T> | undefined>,
    signal: AbortSignal,
): Promise<T> {
    for (let left = ATTEMPTS; ; left--) {
        try {
            return await send();
        } catch (error) {
            signal.throwIfAborted();
            if (!(error instanceof Error && isAnswerLost(error)) || left === 1) {
                throw error;
            }
            const found = await find();
            if (found !== undefined && (!found.isOurs || Date.now() - found.createdAt > RECENT_MS)) {
                throw error;
            }
            if (found !== undefined) {
                return found.made;
            }
        }
        await sleep(Math.random() * REST_MS, undefined, { signal });
    }
}
