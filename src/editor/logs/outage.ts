import type { Place } from "../../core/place.ts";
import { isPassing, leastRestMs, Problem } from "../../core/problem.ts";

interface Needs {
    readonly place: Place;
    readonly note: (text: string) => void;
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
    /** Milliseconds of a clock that only goes forward. */
    readonly now: () => number;
}

/** A role that was just made may not be allowed to read at once. */
const DENIED_FOR_MS = 300_000;
/** A Local SageMaker that does not come back in this time was stopped on purpose. */
const LOCAL_FOR_MS = 30_000;

const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 10_000;

/** Waits out failures of a place with longer and longer rests, and says so once; rethrows what will not pass. */
export function outage({ place, note, sleep, now }: Needs) {
    let since: number | undefined;
    let restMs = FIRST_REST_MS;
    return {
        /** Whether the last call failed. */
        isOut: () => since !== undefined,
        async waitOut(error: unknown, signal: AbortSignal): Promise<void> {
            const isFirst = since === undefined;
            since ??= now();
            if (!(error instanceof Error) || now() - since >= patienceWith(error, place)) {
                throw error;
            }
            if (isFirst) {
                note(`The log goes on when this has passed: ${error.message}`);
            }
            await sleep(Math.max(restMs, leastRestMs(error)), signal);
            restMs = place.kind === "local" ? FIRST_REST_MS : Math.min(LONGEST_REST_MS, 2 * restMs);
        },
        onAnswer(): void {
            if (since !== undefined) {
                note("The log goes on.");
            }
            since = undefined;
            restMs = FIRST_REST_MS;
        },
    };
}

/** How long a failure is waited out, in milliseconds. */
function patienceWith(error: Error, place: Place): number {
    if (place.kind === "local") {
        return LOCAL_FOR_MS;
    }
    return Problem.is(error, "accessDenied") ? DENIED_FOR_MS : isPassing(error) ? Infinity : 0;
}
