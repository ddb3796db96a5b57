import type { LogEvent, LogStreams } from "./logStreams.ts";
import { type Patience, patiently } from "../patiently.ts";
import { LogWindow } from "./logWindow.ts";

/** New lines of one stream of a job or endpoint. */
export interface TailedLines {
    readonly stream: string;
    readonly events: readonly LogEvent[];
}

interface Needs {
    readonly streams: LogStreams;
    readonly group: string;
    /** Ends in a slash, or `job-1` would match the streams of `job-10` too. */
    readonly prefix: string;
    /** Whether what writes the log has ended; asked with every tenth round of reads. */
    readonly hasEnded: (signal: AbortSignal) => Promise<boolean>;
    /** Rests between two rounds. */
    readonly rest: (signal: AbortSignal) => Promise<void>;
    /** Rests before the last read, as long as lines may still be on their way. */
    readonly drain: (signal: AbortSignal) => Promise<void>;
    /** How long a call that fails is repeated; a repeated read loses and doubles nothing. */
    readonly patience: Patience;
}

/** Every so many rounds one looks for the end and for new streams too; the others only read. */
const LOOK_EVERY = 10;

/** Follows all streams under a prefix from their first line until their writer has ended, and then once more. */
export async function* tailLog(needs: Needs, signal: AbortSignal): AsyncGenerator<TailedLines> {
    const { streams, group, prefix, patience } = needs;
    const windows = new Map<string, LogWindow>();
    for (let round = 0, ended = false; !ended; round++) {
        if (round % LOOK_EVERY === 0) {
            ended = await patiently(() => needs.hasEnded(signal), patience, signal);
        }
        if (ended) {
            await needs.drain(signal);
        }
        if (ended || round % LOOK_EVERY === 0 || windows.size === 0) {
            const names = await patiently(() => streams.names(group, prefix, signal), patience, signal);
            names.filter((name) => !windows.has(name)).forEach((name) => windows.set(name, new LogWindow()));
        }
        yield* readRound(needs, windows, ended ? "final" : "usual", signal);
        if (!ended) {
            await needs.rest(signal);
        }
    }
}

async function* readRound(
    { streams, group, patience }: Needs,
    windows: ReadonlyMap<string, LogWindow>,
    read: "usual" | "final",
    signal: AbortSignal,
): AsyncGenerator<TailedLines> {
    for (const [stream, window] of windows) {
        const start = window.nextStart(read);
        const events = window.accept(await patiently(() => streams.read(group, stream, start, signal), patience, signal));
        if (events.length > 0) {
            yield { stream, events };
        }
    }
}
