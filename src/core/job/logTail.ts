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
    /** Whether what writes the log has ended; asked after each round of reads. */
    readonly hasEnded: (signal: AbortSignal) => Promise<boolean>;
    /** Rests between two rounds. */
    readonly rest: (signal: AbortSignal) => Promise<void>;
    /** Rests before the last read, as long as lines may still be on their way. */
    readonly drain: (signal: AbortSignal) => Promise<void>;
    /** How long a call that fails is repeated; a repeated read loses and doubles nothing. */
    readonly patience: Patience;
}

/** Follows all streams under a prefix from their first line until their writer has ended, and then once more. */
export async function* tailLog(needs: Needs, signal: AbortSignal): AsyncGenerator<TailedLines> {
    const windows = new Map<string, LogWindow>();
    let ended = false;
    while (!ended) {
        ended = await patiently(() => needs.hasEnded(signal), needs.patience, signal);
        if (ended) {
            await needs.drain(signal);
        }
        yield* readRound(needs, windows, ended ? "final" : "usual", signal);
        if (!ended) {
            await needs.rest(signal);
        }
    }
}

async function* readRound(
    { streams, group, prefix, patience }: Needs,
    windows: Map<string, LogWindow>,
    read: "usual" | "final",
    signal: AbortSignal,
): AsyncGenerator<TailedLines> {
    for (const stream of await patiently(() => streams.names(group, prefix, signal), patience, signal)) {
        const window = windows.get(stream) ?? new LogWindow();
        windows.set(stream, window);
        const start = window.nextStart(read);
        const events = window.accept(await patiently(() => streams.read(group, stream, start, signal), patience, signal));
        if (events.length > 0) {
            yield { stream, events };
        }
    }
}
