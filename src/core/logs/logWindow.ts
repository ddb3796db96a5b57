import { type CountedLine, LineCounts } from "./lineCounts.ts";
import type { LogEvent } from "./logStreams.ts";

/** How far before the newest line each read begins, so that lines of the same moment are not cut off. */
const SHORT_WINDOW_MS = 1000;
/** How far before the newest line a long read begins: CloudWatch settles within a minute. */
const LONG_WINDOW_MS = 60_000;
/** How late a line may come and still be found, however long ago the last long read was: after an outage, or where many streams take turns. */
const LATEST_MS = 40_000;
/** Every so many reads one goes back the long window. */
const LONG_READ_EVERY = 10;

/** How far a stream was read, in data that survives a reload. Times in milliseconds since 1970. */
export interface WindowPosition {
    readonly newest: number;
    /** What is older than this was not asked for. */
    readonly oldest: number;
    /** The newest line at the end of the last long read; missing before there was one. */
    readonly settled?: number;
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
    #settled: number | undefined;
    /** Reads since the last long one; the first read after a restart is long. */
    #shortReads = LONG_READ_EVERY;
    #isLong = true;

    constructor({ newest, oldest, settled, lines }: WindowPosition = { newest: 0, oldest: 0, lines: [] }) {
        this.#newest = newest;
        this.#oldest = oldest;
        this.#settled = settled;
        this.#handedOut.restore(lines);
    }

    /** Begins a read, also one that takes the place of a read that failed half-way, and answers from which moment on. */
    begin(read: "usual" | "long"): number {
        this.#seen = new LineCounts();
        this.#isLong = read === "long" || this.#shortReads >= LONG_READ_EVERY - 1;
        return Math.max(this.#oldest, this.#isLong ? this.#longBegin() : this.#newest - SHORT_WINDOW_MS, 0);
    }

    /** Takes a page of the read that was begun, and answers the lines that are new, in the order of the stream. */
    accept(events: readonly LogEvent[]): readonly LogEvent[] {
        const fresh = events.filter((event) => this.#seen.add(event) > this.#handedOut.of(event));
        for (const event of fresh) {
            this.#handedOut.add(event);
            this.#newest = Math.max(this.#newest, momentOf(event));
        }
        this.#handedOut.forgetBefore(this.#longBegin());
        this.#seen.forgetBefore(this.#longBegin());
        return fresh;
    }

    /** The read that was begun came to the end of the stream. */
    end(): void {
        this.#shortReads = this.#isLong ? 0 : this.#shortReads + 1;
        this.#settled = this.#isLong ? this.#newest : this.#settled;
    }

    /** Begins with the last lines of a stream instead of its first one: what lies before them is not asked for. */
    startAt(last: readonly LogEvent[]): readonly LogEvent[] {
        this.#oldest = last[0]?.timestamp ?? 0;
        this.#seen = new LineCounts();
        return this.accept(last);
    }

    position(): WindowPosition {
        const settled = this.#settled === undefined ? {} : { settled: this.#settled };
        return { newest: this.#newest, oldest: this.#oldest, ...settled, lines: this.#handedOut.entries() };
    }

    /** Where the next long read begins; what is older is forgotten. */
    #longBegin(): number {
        return Math.min(this.#newest - LONG_WINDOW_MS, (this.#settled ?? Infinity) - LATEST_MS);
    }
}

/** A program whose clock runs ahead must not make the window skip what others write meanwhile. */
function momentOf({ timestamp, ingestionTime }: LogEvent): number {
    return ingestionTime > 0 ? Math.min(timestamp, ingestionTime) : timestamp;
}
