import type { LogEvent } from "./logStreams.ts";

/** How far before the newest line each read begins, so that lines of the same moment are not cut off. */
const SHORT_WINDOW_MS = 1000;
/** How late a line may come and still be found: CloudWatch settles within a minute. */
const LONG_WINDOW_MS = 60_000;
/** Every so many reads one goes back the long window. */
const LONG_READ_EVERY = 10;

/**
 * Tells which lines of a stream are new. CloudWatch gives lines no id and may ingest some late, so each read overlaps the one before, and a
 * line is new when it occurs more often in a read than it was handed out: none is lost and none comes twice, through dropped connections too.
 */
export class LogWindow {
    readonly #handedOut = new Map<string, number>();
    #newest = 0;
    #reads = 0;

    /** Where the next read begins, in milliseconds since 1970. A `final` read always goes back the long window. */
    nextStart(read: "usual" | "final"): number {
        if (this.#newest === 0) {
            return 0;
        }
        const long = read === "final" || this.#reads % LONG_READ_EVERY === 0;
        return Math.max(0, this.#newest - (long ? LONG_WINDOW_MS : SHORT_WINDOW_MS));
    }

    /** Takes what a read found and answers the lines that are new, in the order of the stream. */
    accept(events: readonly LogEvent[]): readonly LogEvent[] {
        const seen = new Map<string, number>();
        const fresh = events.filter((event) => {
            const key = `${event.timestamp} ${event.ingestionTime} ${event.message}`;
            const ordinal = (seen.get(key) ?? 0) + 1;
            seen.set(key, ordinal);
            if (ordinal <= (this.#handedOut.get(key) ?? 0)) {
                return false;
            }
            this.#handedOut.set(key, ordinal);
            return true;
        });
        this.#newest = events.reduce((newest, { timestamp }) => Math.max(newest, timestamp), this.#newest);
        this.#reads++;
        this.#forget();
        return fresh;
    }

    #forget(): void {
        const horizon = this.#newest - LONG_WINDOW_MS;
        for (const key of this.#handedOut.keys()) {
            if (Number.parseInt(key, 10) < horizon) {
                this.#handedOut.delete(key);
            }
        }
    }
}
