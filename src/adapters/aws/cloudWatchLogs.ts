import {
    CloudWatchLogsClient,
    GetLogEventsCommand,
    paginateDescribeLogStreams,
    ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogEvent, LogStreams } from "../../core/job/logStreams.ts";
import { inWords } from "./awsProblem.ts";
import type { Whereabouts } from "./clientConfig.ts";

/** The log streams of a place, through CloudWatch Logs. */
export function cloudWatchLogs(whereabouts: Whereabouts): LogStreams {
    const client = new CloudWatchLogsClient(whereabouts);
    return {
        names: (group, prefix, signal) =>
            inWords(`Listing the log streams of ${prefix || group}`, () =>
                unlessAbsent(streamNames(client, group, prefix, signal)),
            ),
        read: (group, stream, startTime, signal) =>
            inWords(`Reading log stream ${stream}`, () => unlessAbsent(readToEnd(client, { group, stream, startTime }, signal))),
    };
}

async function streamNames(client: CloudWatchLogsClient, group: string, prefix: string, signal: AbortSignal): Promise<string[]> {
    const input = { logGroupName: group, ...(prefix !== "" && { logStreamNamePrefix: prefix }) };
    const names: string[] = [];
    for await (const page of paginateDescribeLogStreams({ client }, input, { abortSignal: signal })) {
        names.push(...(page.logStreams ?? []).flatMap(({ logStreamName }) => logStreamName ?? []));
    }
    return names;
}

interface StreamPart {
    readonly group: string;
    readonly stream: string;
    readonly startTime: number;
}

/** Reads until the service hands back the token that it was given, which is how it says that there is no more; pages may be empty before that. */
async function readToEnd(client: CloudWatchLogsClient, part: StreamPart, signal: AbortSignal): Promise<LogEvent[]> {
    const events: LogEvent[] = [];
    let token: string | undefined;
    for (;;) {
        const command = new GetLogEventsCommand({
            logGroupName: part.group,
            logStreamName: part.stream,
            startFromHead: true,
            startTime: part.startTime,
            ...(token !== undefined && { nextToken: token }),
        });
        const page = await client.send(command, { abortSignal: signal });
        for (const { timestamp = 0, ingestionTime = 0, message = "" } of page.events ?? []) {
            events.push({ timestamp, ingestionTime, message });
        }
        if (page.nextForwardToken === undefined || page.nextForwardToken === token) {
            return events;
        }
        token = page.nextForwardToken;
    }
}

/** Group and stream appear with the first line, so their absence means that there is none yet. */
async function unlessAbsent<T>(answer: Promise<T[]>): Promise<T[]> {
    try {
        return await answer;
    } catch (error) {
        if (error instanceof ResourceNotFoundException) {
            return [];
        }
        throw error;
    }
}
