import * as z from "zod/mini";
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { ApiError } from "../protocol/apiError.ts";
import type { Operation } from "../protocol/operation.ts";
import { integer, list, text } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { LogEvent, LogStore } from "../store/logStore.ts";
import { lineFilter } from "./filterPattern.ts";
import { groupNameOf, INVALID_PARAMETER, LogGroup, LogStreamName, LogToken, noSuchGroup } from "./shapes.ts";

const FilterLogEvents = z.object({
    ...LogGroup,
    logStreamNames: z.optional(list(LogStreamName, 1, 100)),
    logStreamNamePrefix: z.optional(LogStreamName),
    startTime: z._default(z.int().check(z.gte(0)), 0),
    endTime: z._default(z.int().check(z.gte(0)), Number.MAX_SAFE_INTEGER),
    filterPattern: z.optional(text({ min: 0, max: 1024 })),
    nextToken: z.optional(LogToken),
    limit: z._default(integer(1, 10_000), 10_000),
    startFromHead: z.optional(z.boolean()),
    interleaved: z.optional(z.boolean()),
    unmask: z.optional(z.boolean()),
});
type FilterLogEvents = z.output<typeof FilterLogEvents>;

const MOST_BYTES = 1_048_576;
const BYTES_PER_EVENT = 26;
const BLOCK = 500;
/** After so many lines others have their turn. */
const LINES_AT_ONCE = 20_000;

/** How far each stream was read: the index of its next event. */
type Positions = Readonly<Record<string, number>>;

/** The events of several streams as one, in order of time. A page without a token is the last one; there are no empty pages before it. */
export function filterLogEvents(logs: LogStore): Operation {
    return async (input) => {
        const request = parse(FilterLogEvents, input, INVALID_PARAMETER);
        const group = groupNameOf(request);
        const names = streamsOf(request, group, logs);
        const matches = lineFilter(request.filterPattern);
        const positions = request.nextToken === undefined ? {} : readToken(request.nextToken, names);
        const streams = names.map((name) =>
            streamReader(name, positions[name] ?? 0, (from) => logs.read(group, name, from, BLOCK) ?? []),
        );
        const events: object[] = [];
        let bytes = 0;
        for (let read = 0; events.length < request.limit && bytes < MOST_BYTES; read += 1) {
            const next = earliest(streams);
            if (next === undefined) {
                return { events, searchedLogStreams: [] };
            }
            const { event, index } = next.take();
            if (event.timestamp >= request.startTime && event.timestamp < request.endTime && matches(event.message)) {
                events.push({ ...event, logStreamName: next.name, eventId: eventId(event.timestamp, next.name, index) });
                bytes += Buffer.byteLength(event.message) + BYTES_PER_EVENT;
            }
            if (read % LINES_AT_ONCE === LINES_AT_ONCE - 1) {
                await setImmediate();
            }
        }
        return { events, searchedLogStreams: [], ...(earliest(streams) !== undefined && { nextToken: writeToken(streams) }) };
    };
}

function streamsOf(request: FilterLogEvents, group: string, logs: LogStore): readonly string[] {
    const { logStreamNames: names, logStreamNamePrefix: prefix } = request;
    if (names !== undefined && prefix !== undefined) {
        throw new ApiError(INVALID_PARAMETER, "logStreamNames and logStreamNamePrefix cannot be specified together.");
    }
    if (!logs.hasGroup(group)) {
        throw noSuchGroup();
    }
    if (names?.some((name) => logs.read(group, name, 0, 0) === undefined) === true) {
        throw new ApiError("ResourceNotFoundException", "The specified log stream does not exist.");
    }
    return names ?? logs.streamNames(group, prefix ?? "");
}

/** A stream that is read block by block. */
interface StreamReader {
    readonly name: string;
    /** The event that comes next; undefined at the end. */
    peek(): LogEvent | undefined;
    take(): { readonly event: LogEvent; readonly index: number };
    position(): number;
}

function streamReader(name: string, start: number, read: (from: number) => readonly LogEvent[]): StreamReader {
    let from = start;
    let block = read(from);
    let at = 0;
    const peek = (): LogEvent | undefined => {
        if (at === block.length && at > 0) {
            from += at;
            block = read(from);
            at = 0;
        }
        return block[at];
    };
    return {
        name,
        peek,
        take() {
            const event = peek();
            if (event === undefined) {
                throw new Error(`The log stream has no further events: ${name}`);
            }
            at += 1;
            return { event, index: from + at - 1 };
        },
        position: () => from + at,
    };
}

function earliest(streams: readonly StreamReader[]): StreamReader | undefined {
    let first: StreamReader | undefined;
    let best: LogEvent | undefined;
    for (const stream of streams) {
        const event = stream.peek();
        if (event !== undefined && (best === undefined || isBefore(event, best))) {
            [first, best] = [stream, event];
        }
    }
    return first;
}

function isBefore(a: LogEvent, b: LogEvent): boolean {
    return a.timestamp === b.timestamp ? a.ingestionTime < b.ingestionTime : a.timestamp < b.timestamp;
}

/** Digits, as the service writes them, which one event has in every answer. */
function eventId(timestamp: number, stream: string, index: number): string {
    const digest = createHash("sha256").update(stream).digest().readBigUInt64BE(0);
    return `${timestamp}${digest.toString().padStart(20, "0")}${String(index).padStart(12, "0")}`;
}

function writeToken(streams: readonly StreamReader[]): string {
    const positions: Positions = Object.fromEntries(
        streams.flatMap((stream) => (stream.position() === 0 ? [] : [[stream.name, stream.position()]])),
    );
    return Buffer.from(JSON.stringify(positions)).toString("base64url");
}

function readToken(token: string, names: readonly string[]): Positions {
    try {
        const positions = z
            .record(z.string(), z.int().check(z.gte(0)))
            .parse(JSON.parse(Buffer.from(token, "base64url").toString()));
        if (Object.keys(positions).every((name) => names.includes(name))) {
            return positions;
        }
    } catch {
        // Not one of ours: refused below.
    }
    throw new ApiError(INVALID_PARAMETER, "The specified nextToken is invalid.");
}
