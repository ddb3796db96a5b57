import { isAnswerLost } from "./creation.ts";

/** How long ago AWS may say that something was made which an attempt of just now has made; clocks differ. */
const RECENT_MS = 5 * 60_000;

/**
 * Sends a create call, and where its answer was lost, looks for what it makes: what was made only now is what this call has made. It is sent
 * once more where there is nothing. `createdAt` is in milliseconds since 1970.
 */
export async function createdOnce<T>(
    send: () => Promise<T>,
    find: () => Promise<{ readonly made: T; readonly createdAt: number } | undefined>,
): Promise<T> {
    try {
        return await send();
    } catch (error) {
        if (!(error instanceof Error && isAnswerLost(error))) {
            throw error;
        }
        const found = await find();
        if (found === undefined) {
            return send();
        }
        if (Date.now() - found.createdAt > RECENT_MS) {
            throw error;
        }
        return found.made;
    }
}
