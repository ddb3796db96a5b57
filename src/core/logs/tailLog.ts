import type { LogEvent, LogStreams } from "./logStreams.ts";
import { LogWindow } from "./logWindow.ts";

/** New lines of one stream of a job or endpoint. */
export interface TailedLines {
    readonly stream: string;
    readonly events: readonly LogEvent[];
}

/** How a place is followed. */
export interface TailRhythm {
    /** Rests between two rounds of reads, in milliseconds. */
    readonly restMs: number;
    /** How long after the end lines may still come, in milliseconds. */
    readonly drainMs: number;
    /** After that, how many long reads in a row must bring nothing new before the tail is over. */
    readonly quietReads: number;
}

interface Needs {
    readonly streams: LogStreams;
    readonly group: string;
    /** Ends in a slash, or `job-1` would match the streams of `job-10` too. */
    readonly prefix: string;
    /** Which of the streams that there are to follow; asked anew with every look, and what is left out is read no more until it is chosen again. */
    readonly choose: (names: readonly string[]) => readonly string[];
    /** How many lines of each stream to begin with, or all. */
    readonly from: "start" | number;
    /** Stream → how far it was read. It is kept up to date, so that who keeps it can go on later; what is not listed any more is forgotten. */
    readonly windows: Map<string, LogWindow>;
    /** How many milliseconds ago what writes the log has ended; undefined while it goes on. Asked with every tenth round. */
    readonly endedForMs: (signal: AbortSignal) => Promise<number | undefined>;
    readonly rhythm: TailRhythm;
    readonly rest: (signal: AbortSignal) => Promise<void>;
    /** Milliseconds of a clock that only goes forward. */
    readonly now: () => number;
    /** A call failed for good. Returns when it is to be made again, unchanged; throws when the tail is over. */
    readonly waitOut: (error: unknown, signal: AbortSignal) => Promise<void>;
    /** A call succeeded again, or for the first time. */
    readonly onAnswer: () => void;
    /** What writes the log has ended, and its last lines are waited for. */
    readonly onDraining: () => void;
}

/** The streams that are read until the next look. */
type Followed = ReadonlyMap<string, LogWindow>;

/** Every so many rounds one looks for the end and for new streams too; the others only read. */
const LOOK_EVERY = 10;

/**
 * Follows the streams under a prefix until their writer has ended and its last lines are in. A failed read is begun anew from what was
 * handed out before, so that nothing is lost and nothing comes twice.
 */
export async function* tailLog(needs: Needs, signal: AbortSignal): AsyncGenerator<TailedLines> {
    const { rhythm, now } = needs;
    let followed: Followed = new Map();
    let endedAt: number | undefined;
    for (let round = 0, quiet = 0; ; round++) {
        const looks = round % LOOK_EVERY === 0;
        if (looks && endedAt === undefined) {
            endedAt = await lookForEnd(needs, signal);
        }
        const isLast = endedAt !== undefined && now() - endedAt >= rhythm.drainMs;
        if (looks || isLast || followed.size === 0) {
            followed = yield* findStreams(needs, signal);
        }
        const found = yield* readRound(needs, followed, isLast ? "long" : "usual", signal);
        quiet = isLast && found === 0 ? quiet + 1 : 0;
        if (quiet >= rhythm.quietReads) {
            return;
        }
        await needs.rest(signal);
    }
}

/** The moment at which the writer ended, on the tail's own clock. */
async function lookForEnd(needs: Needs, signal: AbortSignal): Promise<number | undefined> {
    const ago = await answered(needs, () => needs.endedForMs(signal), signal);
    if (ago === undefined) {
        return undefined;
    }
    if (ago < needs.rhythm.drainMs) {
        needs.onDraining();
    }
    return needs.now() - ago;
}

async function* findStreams(needs: Needs, signal: AbortSignal): AsyncGenerator<TailedLines, Followed, undefined> {
    const { streams, group, prefix, windows, from } = needs;
    const listed = await answered(needs, () => streams.names(group, prefix, signal), signal);
    const names = needs.choose(listed);
    forgetUnlisted(windows, listed);
    const followed = new Map<string, LogWindow>();
    for (const stream of names) {
        const known = windows.get(stream);
        const window = known ?? new LogWindow();
        followed.set(stream, window);
        const isNew = known === undefined && from !== "start";
        const last = isNew ? await answered(needs, () => streams.last(group, stream, from, signal), signal) : [];
        windows.set(stream, window);
        if (last.length > 0) {
            yield { stream, events: window.startAt(last) };
        }
    }
    return followed;
}

/** The group of an endpoint gets a stream with each instance, for years. One that is only not followed keeps its place: it may be chosen again. */
function forgetUnlisted(windows: Map<string, LogWindow>, listed: readonly string[]): void {
    const known = new Set(listed);
    for (const stream of listed.length > 0 ? [...windows.keys()] : []) {
        if (!known.has(stream)) {
            windows.delete(stream);
        }
    }
}

/** Reads each stream once, and answers how many lines were new. */
async function* readRound(
    needs: Needs,
    followed: Followed,
    read: "usual" | "long",
    signal: AbortSignal,
): AsyncGenerator<TailedLines, number, undefined> {
    let found = 0;
    for (const [stream, window] of followed) {
        for (let isRead = false; !isRead;) {
            try {
                for await (const page of needs.streams.read(needs.group, stream, window.begin(read), signal)) {
                    needs.onAnswer();
                    const events = window.accept(page);
                    found += events.length;
                    if (events.length > 0) {
                        yield { stream, events };
                    }
                }
                window.end();
                isRead = true;
            } catch (error) {
                signal.throwIfAborted();
                await needs.waitOut(error, signal);
            }
        }
    }
    return found;
}

async function answered<T>(needs: Needs, call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
        try {
            const answer = await call();
            needs.onAnswer();
            return answer;
        } catch (error) {
            signal.throwIfAborted();
            await needs.waitOut(error, signal);
        }
    }
}
