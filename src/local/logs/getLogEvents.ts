import * as z from "zod/mini";
import { createHash } from "node:crypto";
import { ApiError } from "../protocol/apiError.ts";
import type { Operation } from "../protocol/operation.ts";
import { integer } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { LogStore } from "../store/logStore.ts";
import { type EventFilter, type EventPage, pageBackward, pageForward, type ReadEvents } from "./eventPage.ts";
import { groupNameOf, INVALID_PARAMETER, LogGroup, LogStreamName, LogToken, noSuchGroup } from "./shapes.ts";

const GetLogEvents = z.object({
    ...LogGroup,
    logStreamName: LogStreamName,
    startTime: z._default(z.int().check(z.gte(0)), 0),
    endTime: z._default(z.int().check(z.gte(0)), Number.MAX_SAFE_INTEGER),
    nextToken: z.optional(LogToken),
    limit: z._default(integer(1, 10_000), 10_000),
    startFromHead: z._default(z.boolean(), false),
});

/** A token read: a direction and an index of the stream. */
interface Cursor {
    readonly direction: "f" | "b";
    readonly index: number;
}

/**
 * A page of one stream, and tokens for what comes after and before it. A page at the end of the stream answers the token
 * with which it was asked for: so a client knows the end, and can go on asking.
 */
export function getLogEvents(logs: LogStore): Operation {
    return (input) => {
        const request = parse(GetLogEvents, input, INVALID_PARAMETER);
        const group = groupNameOf(request);
        const stream = request.logStreamName;
        const count = existingCount(logs, group, stream);
        const digest = digestOf(group, stream);
        const cursor = request.nextToken === undefined ? undefined : readToken(request.nextToken, digest, count);
        const read: ReadEvents = (from, limit) => logs.read(group, stream, from, limit) ?? [];
        const { events, from, to } = pageAt(cursor ?? startOf(request.startFromHead, count), read, count, request);
        return { events, nextForwardToken: `f/${to}-${digest}`, nextBackwardToken: `b/${from}-${digest}` };
    };
}

function startOf(fromHead: boolean, count: number): Cursor {
    return fromHead ? { direction: "f", index: 0 } : { direction: "b", index: count };
}

function pageAt({ direction, index }: Cursor, read: ReadEvents, count: number, filter: EventFilter): EventPage {
    return direction === "f" ? pageForward(read, index, count, filter) : pageBackward(read, index, filter);
}

function existingCount(logs: LogStore, group: string, stream: string): number {
    if (!logs.hasGroup(group)) {
        throw noSuchGroup();
    }
    if (logs.read(group, stream, 0, 0) === undefined) {
        throw new ApiError("ResourceNotFoundException", "The specified log stream does not exist.");
    }
    return logs.count(group, stream);
}

/** Ties a token to its stream. */
function digestOf(group: string, stream: string): string {
    return createHash("sha256")
        .update(JSON.stringify([group, stream]))
        .digest("hex")
        .slice(0, 32);
}

function readToken(token: string, digest: string, count: number): Cursor {
    const [, direction, index, ofStream] = /^([fb])\/(\d{1,15})-([0-9a-f]{32})$/.exec(token) ?? [];
    if ((direction !== "f" && direction !== "b") || ofStream !== digest || Number(index) > count) {
        throw new ApiError(INVALID_PARAMETER, "The specified nextToken is invalid.");
    }
    return { direction, index: Number(index) };
}
