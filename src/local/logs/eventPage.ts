import type { LogEvent } from "../store/logStore.ts";

/** Which events of a stream a page may hold. */
export interface EventFilter {
    readonly limit: number;
    /** Milliseconds, inclusive. */
    readonly startTime: number;
    /** Milliseconds, exclusive. */
    readonly endTime: number;
}

/** A page of a stream: its events in order, and the range of indexes that was looked through for them. */
export interface EventPage {
    readonly events: readonly LogEvent[];
    readonly from: number;
    readonly to: number;
}

/** Reads events from an index on, at most so many. */
export type ReadEvents = (from: number, limit: number) => readonly LogEvent[];

const MOST_BYTES = 1_048_576;
const BYTES_PER_EVENT = 26;
const BLOCK = 500;
/** A page may be empty although more follow: so a search for a time in a long stream does not hold up everybody else. */
const MOST_SEARCHED = 100_000;

/** The page that begins at index `from`. */
export function pageForward(read: ReadEvents, from: number, count: number, filter: EventFilter): EventPage {
    const room = roomFor(filter);
    const events: LogEvent[] = [];
    let to = from;
    while (to < Math.min(count, from + MOST_SEARCHED)) {
        const block = read(to, BLOCK);
        if (block.length === 0) {
            break; // Somebody else has cut the file.
        }
        for (const event of block) {
            if (!room(event)) {
                return { events, from, to };
            }
            if (isWithin(event, filter)) {
                events.push(event);
            }
            to += 1;
        }
    }
    return { events, from, to };
}

/** The page that ends before index `to`. */
export function pageBackward(read: ReadEvents, to: number, filter: EventFilter): EventPage {
    const room = roomFor(filter);
    const events: LogEvent[] = [];
    let from = to;
    while (from > Math.max(0, to - MOST_SEARCHED)) {
        const start = Math.max(0, from - BLOCK);
        const block = read(start, from - start);
        if (block.length === 0) {
            break; // Somebody else has cut the file.
        }
        for (const event of block.toReversed()) {
            if (!room(event)) {
                return { events: events.toReversed(), from, to };
            }
            if (isWithin(event, filter)) {
                events.push(event);
            }
            from -= 1;
        }
    }
    return { events: events.toReversed(), from, to };
}

/** Says of each event in turn whether the page has room for it; one that the filter leaves out takes none. */
function roomFor(filter: EventFilter): (event: LogEvent) => boolean {
    let bytes = 0;
    let events = 0;
    return (event) => {
        if (!isWithin(event, filter)) {
            return true;
        }
        bytes += Buffer.byteLength(event.message) + BYTES_PER_EVENT;
        events += 1;
        return events <= filter.limit && (bytes <= MOST_BYTES || events === 1);
    };
}

function isWithin({ timestamp }: LogEvent, { startTime, endTime }: EventFilter): boolean {
    return timestamp >= startTime && timestamp < endTime;
}
