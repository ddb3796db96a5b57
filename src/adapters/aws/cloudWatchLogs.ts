import {
    CloudWatchLogsClient,
    GetLogEventsCommand,
    type GetLogEventsCommandInput,
    type LogStream,
    type OutputLogEvent,
    paginateDescribeLogStreams,
    ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogEvent, LogStreams } from "../../core/logs/logStreams.ts";
import { inWords } from "./transport/awsProblem.ts";
import type { ClientOf } from "./clients.ts";
import type { Pace } from "./transport/pace.ts";
import { readEnds } from "./readEnds.ts";

/** As many streams as anybody can choose among. */
const MOST_STREAMS = 1000;
/** The most events of a page. */
const LARGEST_PAGE = 10_000;
/** Empty pages in a row after which a read counts as complete: more of them than any gap in a stream was seen to have. */
const MOST_EMPTY_PAGES = 500;

/**
 * The log streams of a place, through CloudWatch Logs; `turn` keeps all reads together below the account's rate, and `time` is this machine's
 * clock, in milliseconds since 1970.
 */
export function cloudWatchLogs(clientOf: ClientOf, turn: Pace, time: () => number = Date.now): LogStreams {
    const client = clientOf(CloudWatchLogsClient);
    const ends = readEnds(() => time() + coarse(client.config.systemClockOffset));
    const page: GetPage = async (input, signal) => {
        await turn(signal);
        return inWords(`Reading log stream ${input.logStreamName}`, () =>
            client.send(new GetLogEventsCommand(input), { abortSignal: signal }),
        );
    };
    return {
        names: (group, prefix, signal) =>
            inWords(`Listing the log streams of ${prefix || group}`, () => streamNames(client, group, prefix, signal)),
        read: (group, stream, startTime, signal) => {
            const end = ends.next();
            const endTime = Math.max(end.endTime, startTime + 1);
            return forwardPages(page, { logGroupName: group, logStreamName: stream, startTime, endTime }, end.isPast, signal);
        },
        last: (group, stream, count, signal) => lastEvents(page, { logGroupName: group, logStreamName: stream }, count, signal),
    };
}

/** The SDK reads the service's clock from a header that has whole seconds, so that small differences are noise. */
function coarse(offset: number): number {
    return Math.abs(offset) < 5000 ? 0 : offset;
}

async function streamNames(
    client: CloudWatchLogsClient,
    group: string,
    prefix: string,
    signal: AbortSignal,
): Promise<readonly string[]> {
    // CloudWatch sorts by time only where it is asked for no prefix.
    const order = prefix === "" ? ({ orderBy: "LastEventTime", descending: true } as const) : { logStreamNamePrefix: prefix };
    const input = { logGroupName: group, ...order };
    const streams: LogStream[] = [];
    try {
        for await (const page of paginateDescribeLogStreams({ client, stopOnSameToken: true }, input, { abortSignal: signal })) {
            streams.push(...(page.logStreams ?? []));
            if (streams.length >= MOST_STREAMS) {
                break;
            }
        }
    } catch (error) {
        if (!isAbsent(error)) {
            throw error;
        }
    }
    const sorted = prefix === "" ? streams.toSorted((a, b) => newestOf(b) - newestOf(a)) : streams;
    return sorted.slice(0, MOST_STREAMS).flatMap(({ logStreamName }) => logStreamName ?? []);
}

/** CloudWatch writes the time of the last event down late, so that a stream that is new has only that of its creation. */
function newestOf({ creationTime = 0, lastEventTimestamp = 0 }: LogStream): number {
    return Math.max(creationTime, lastEventTimestamp);
}

type Part = Pick<GetLogEventsCommandInput, "logGroupName" | "logStreamName" | "startTime" | "endTime">;

interface Page {
    readonly events?: OutputLogEvent[] | undefined;
    readonly nextForwardToken?: string | undefined;
    readonly nextBackwardToken?: string | undefined;
}

type GetPage = (input: GetLogEventsCommandInput, signal: AbortSignal) => Promise<Page>;

/** Reads until the service hands back the token that it was given, which is how it says that there is no more; pages may be empty before that. */
async function* forwardPages(
    get: GetPage,
    part: Part,
    isPast: (events: readonly LogEvent[]) => boolean,
    signal: AbortSignal,
): AsyncGenerator<readonly LogEvent[]> {
    let token: string | undefined;
    for (let empty = 0; empty < MOST_EMPTY_PAGES;) {
        const page = await unlessAbsent(get({ ...part, startFromHead: true, ...(token && { nextToken: token }) }, signal));
        const events = (page.events ?? []).map(eventOf);
        empty = events.length === 0 ? empty + 1 : 0;
        yield events;
        if (page.nextForwardToken === undefined || page.nextForwardToken === token || isPast(events)) {
            return;
        }
        token = page.nextForwardToken;
    }
}

/** Reads backward from the end until there are enough. */
async function lastEvents(get: GetPage, part: Part, count: number, signal: AbortSignal): Promise<readonly LogEvent[]> {
    const pages: LogEvent[][] = [];
    let token: string | undefined;
    for (let missing = count, empty = 0; missing > 0 && empty < MOST_EMPTY_PAGES;) {
        const limit = Math.min(missing, LARGEST_PAGE);
        const page = await unlessAbsent(
            get({ ...part, startFromHead: false, limit, ...(token && { nextToken: token }) }, signal),
        );
        const events = (page.events ?? []).map(eventOf);
        pages.unshift(events);
        missing -= events.length;
        empty = events.length === 0 ? empty + 1 : 0;
        if (page.nextBackwardToken === undefined || page.nextBackwardToken === token) {
            break;
        }
        token = page.nextBackwardToken;
    }
    return pages.flat();
}

function eventOf({ timestamp = 0, ingestionTime = 0, message = "" }: OutputLogEvent): LogEvent {
    return { timestamp, ingestionTime, message };
}

/** Group and stream appear with the first line, so their absence means that there is none yet. */
async function unlessAbsent(page: Promise<Page>): Promise<Page> {
    try {
        return await page;
    } catch (error) {
        if (isAbsent(error)) {
            return {};
        }
        throw error;
    }
}

/** Also where it was put into words before it came here. */
function isAbsent(error: unknown): boolean {
    return (
        error instanceof ResourceNotFoundException || (error instanceof Error && error.cause instanceof ResourceNotFoundException)
    );
}
