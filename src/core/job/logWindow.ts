import { type CountedLine, LineCounts } from "./lineCounts.ts";
import type { LogEvent } from "./logStreams.ts";

/** How far before the newest line each read begins, so that lines of the same moment are not cut off. */
const SHORT_WINDOW_MS = 1000;
/** How late a line may come and still be found: CloudWatch settles within a minute. */
const LONG_WINDOW_MS = 60_000;
/** Every so many reads one goes back the long window. */
const LONG_READ_EVERY = 10;

/** How far a stream was read, in data that survives a reload. Times in milliseconds since 1970. */
export interface WindowPosition {
    readonly newest: number;
    /** What is older than this was not asked for. */
    readonly oldest: number;
    /** The lines of the long window that were handed out. */
    readonly lines: readonly CountedLine[];
}

/**
 * Tells which lines of a stream are new. CloudWatch gives lines no id and may ingest some late, so each read overlaps the one before, and a
 * line is new when it occurs more often in a read than it was handed out: none is lost and none comes twice, through dropped connections too.
 */
export class LogWindow {
    readonly #handedOut = new LineCounts();
    #seen = new LineCounts();
    #newest: number;
    #oldest: number;
    /** Reads since the last long one; the first read after a restart is long. */
    #shortReads = LONG_READ_EVERY;
    #isLong = true;

    constructor({ newest, oldest, lines }: WindowPosition = { newest: 0, oldest: 0, lines: [] }) {
        this.#newest = newest;
        this.#oldest = oldest;
        this.#handedOut.restore(lines);
    }

    /** Begins a read, also one that takes the place of a read that failed half-way, and answers from which moment on. */
    begin(read: "usual" | "long"): number {
        this.#seen = new LineCounts();
        this.#isLong = read === "long" || this.#shortReads >= LONG_READ_EVERY - 1;
        const back = this.#isLong ? LONG_WINDOW_MS : SHORT_WINDOW_MS;
        return Math.max(this.#oldest, this.#newest - back, 0);
    }

    /** Takes a page of the read that was begun, and answers the lines that are new, in the order of the stream. */
    accept(events: readonly LogEvent[]): readonly LogEvent[] {
        const fresh = events.filter((event) => this.#seen.add(event) > this.#handedOut.of(event));
        for (const event of fresh) {
            this.#handedOut.add(event);
            this.#newest = Math.max(this.#newest, momentOf(event));
        }
        this.#handedOut.forgetBefore(this.#newest - LONG_WINDOW_MS);
        this.#seen.forgetBefore(this.#newest - LONG_WINDOW_MS);
        return fresh;
    }

    /** The read that was begun came to the end of the stream. */
    end(): void {
        this.#shortReads = this.#isLong ? 0 : this.#shortReads + 1;
    }

    /** Begins with the last lines of a stream instead of its first one: what lies before them is not asked for. */
    startAt(last: readonly LogEvent[]): readonly LogEvent[] {
        this.#oldest = last[0]?.timestamp ?? 0;
        this.#seen = new LineCounts();
        return this.accept(last);
    }

    position(): WindowPosition {
        return { newest: this.#newest, oldest: this.#oldest, lines: this.#handedOut.entries() };
    }
}

/** A program whose clock runs ahead must not make the window skip what others write meanwhile. */
function momentOf({ timestamp, ingestionTime }: LogEvent): number {
    return ingestionTime > 0 ? Math.min(timestamp, ingestionTime) : timestamp;
}
