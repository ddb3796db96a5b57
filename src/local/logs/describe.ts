import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import type { Operation } from "../protocol/operation.ts";
import { integer } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { LogStore, LogStream } from "../store/logStore.ts";
import {
    groupNameOf,
    INVALID_PARAMETER,
    LogGroup,
    logGroupArn,
    LogGroupName,
    LogStreamName,
    LogToken,
    noSuchGroup,
} from "./shapes.ts";

const Paging = { nextToken: z.optional(LogToken), limit: z._default(integer(1, 50), 50) };
const DescribeLogGroups = z.object({ logGroupNamePrefix: z.optional(LogGroupName), ...Paging });
const DescribeLogStreams = z.object({
    ...LogGroup,
    logStreamNamePrefix: z.optional(LogStreamName),
    orderBy: z._default(z.enum(["LogStreamName", "LastEventTime"]), "LogStreamName"),
    descending: z._default(z.boolean(), false),
    ...Paging,
});

/** Log groups in order of name. */
export function describeLogGroups(logs: LogStore): Operation {
    return (input) => {
        const request = parse(DescribeLogGroups, input, INVALID_PARAMETER);
        const { items, next } = pageOf(logs.groups(request.logGroupNamePrefix ?? ""), request);
        return { logGroups: items.map(groupOf), ...next };
    };
}

/** The streams of a group, in order of name or of their last event. */
export function describeLogStreams(logs: LogStore): Operation {
    return (input) => {
        const request = parse(DescribeLogStreams, input, INVALID_PARAMETER);
        if (request.orderBy === "LastEventTime" && request.logStreamNamePrefix !== undefined) {
            throw new ApiError(INVALID_PARAMETER, "Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        const group = groupNameOf(request);
        if (!logs.hasGroup(group)) {
            throw noSuchGroup();
        }
        const names = logs.streamNames(group, request.logStreamNamePrefix ?? "");
        // Only the summaries that are needed: each reads a file.
        const summaryOf = (name: string): LogStream[] => [logs.stream(group, name)].filter((stream) => stream !== undefined);
        const streams =
            request.orderBy === "LastEventTime" ? byLastEvent(names.flatMap(summaryOf)) : names.map((name) => ({ name }));
        const { items, next } = pageOf(request.descending ? streams.toReversed() : streams, request);
        const logStreams = items.flatMap(({ name }) => summaryOf(name)).map((stream) => streamOf(group, stream));
        return { logStreams, ...next };
    };
}

function byLastEvent(streams: readonly LogStream[]): readonly LogStream[] {
    return streams.toSorted((a, b) => a.lastEventAt - b.lastEventAt);
}

interface PageRequest {
    readonly nextToken?: string | undefined;
    readonly limit: number;
}

/** The token is the name of the last item, so that items which come or go between two pages shift nothing. */
function pageOf<T extends { readonly name: string }>(
    items: readonly T[],
    { nextToken, limit }: PageRequest,
): { readonly items: readonly T[]; readonly next: { readonly nextToken?: string } } {
    const start = nextToken === undefined ? 0 : items.findIndex(({ name }) => name === nextToken) + 1;
    if (nextToken !== undefined && start === 0) {
        throw new ApiError(INVALID_PARAMETER, "The specified nextToken is invalid.");
    }
    const page = items.slice(start, start + limit);
    const last = page.at(-1);
    return { items: page, next: last === undefined || start + limit >= items.length ? {} : { nextToken: last.name } };
}

function groupOf({ name, createdAt }: { readonly name: string; readonly createdAt: number }): object {
    return {
        logGroupName: name,
        creationTime: createdAt,
        metricFilterCount: 0,
        arn: `${logGroupArn(name)}:*`,
        logGroupArn: logGroupArn(name),
        storedBytes: 0,
        logGroupClass: "STANDARD",
    };
}

function streamOf(group: string, { name, createdAt, firstEventAt, lastEventAt, lastIngestionTime }: LogStream): object {
    return {
        logStreamName: name,
        creationTime: createdAt,
        firstEventTimestamp: firstEventAt,
        lastEventTimestamp: lastEventAt,
        lastIngestionTime,
        arn: `${logGroupArn(group)}:log-stream:${name}`,
        storedBytes: 0,
    };
}
