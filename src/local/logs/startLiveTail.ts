import * as z from "zod/mini";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError } from "../protocol/apiError.ts";
import type { StreamMessage } from "../protocol/eventStream.ts";
import type { StreamOperation } from "../protocol/operation.ts";
import { list, text } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { LogStore } from "../store/logStore.ts";
import { lineFilter } from "./filterPattern.ts";
import { INVALID_PARAMETER, logGroupArn, LogStreamName, noSuchGroup } from "./shapes.ts";

const StartLiveTail = z.object({
    logGroupIdentifiers: list(text({ min: 1, max: 2048, pattern: "[\\w#+=/:,.@-]*" }), 1, 10),
    logStreamNames: z.optional(list(LogStreamName, 1, 100)),
    logStreamNamePrefixes: z.optional(list(LogStreamName, 1, 100)),
    logEventFilterPattern: z.optional(text({ min: 0, max: 1024 })),
});
type StartLiveTail = z.output<typeof StartLiveTail>;

/** An event as a session tells of it. */
interface SessionEvent {
    readonly logStreamName: string;
    readonly logGroupIdentifier: string;
    readonly message: string;
    readonly timestamp: number;
    readonly ingestionTime: number;
}

const UPDATE_MS = 1000;
const MOST_IN_UPDATE = 500;
const LONGEST_SESSION_MS = 3 * 60 * 60 * 1000;
/** What comes in one second beyond this is neither kept nor told of. */
const MOST_WAITING = 5000;

/** New events of some groups as they come: told of once a second, 500 at most, and a sample of them when there are more. */
export function startLiveTail(logs: LogStore): StreamOperation {
    return (input, signal) => {
        const request = parse(StartLiveTail, input, INVALID_PARAMETER);
        const groups = groupsOf(request, logs);
        const { logStreamNames: names, logStreamNamePrefixes: prefixes } = request;
        const isWanted = (stream: string): boolean =>
            names?.includes(stream) ?? prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true;
        const matches = lineFilter(request.logEventFilterPattern);
        const waiting = collector();
        const end = logs.follow((group, stream, events) => {
            if (groups.has(group) && isWanted(stream)) {
                const logGroupIdentifier = logGroupArn(group).replace(/^arn:aws:logs:[^:]*:(\d+):log-group:/, "$1:");
                for (const { message, timestamp, ingestionTime } of events) {
                    if (matches(message)) {
                        waiting.add({ logStreamName: stream, logGroupIdentifier, message, timestamp, ingestionTime });
                    }
                }
            }
        });
        return session(request, waiting, end, signal);
    };
}

async function* session(
    request: StartLiveTail,
    waiting: ReturnType<typeof collector>,
    end: () => void,
    signal: AbortSignal,
): AsyncGenerator<StreamMessage> {
    try {
        yield { type: "sessionStart", kind: "event", payload: { requestId: randomUUID(), sessionId: randomUUID(), ...request } };
        for (const timeout = Date.now() + LONGEST_SESSION_MS; Date.now() < timeout;) {
            await delay(UPDATE_MS, undefined, { signal });
            const { events, sampled } = waiting.take();
            yield { type: "sessionUpdate", kind: "event", payload: { sessionMetadata: { sampled }, sessionResults: events } };
        }
        yield { type: "SessionTimeoutException", kind: "exception", payload: { message: "The session ran for three hours." } };
    } finally {
        end();
    }
}

/** Keeps what comes between two updates. */
function collector() {
    let events: SessionEvent[] = [];
    let count = 0;
    return {
        add(event: SessionEvent): void {
            count += 1;
            if (events.length < MOST_WAITING) {
                events.push(event);
            }
        },
        take(): { readonly events: readonly SessionEvent[]; readonly sampled: boolean } {
            const taken = events;
            const sampled = count > MOST_IN_UPDATE;
            [events, count] = [[], 0];
            return { events: sampled ? sampleOf(taken) : taken, sampled };
        },
    };
}

function sampleOf(events: readonly SessionEvent[]): readonly SessionEvent[] {
    const step = events.length / MOST_IN_UPDATE;
    return Array.from({ length: MOST_IN_UPDATE }, (_, at) => events[Math.floor(at * step)]).filter(
        (event) => event !== undefined,
    );
}

function groupsOf(request: StartLiveTail, logs: LogStore): ReadonlySet<string> {
    const { logGroupIdentifiers: identifiers, logStreamNames: names, logStreamNamePrefixes: prefixes } = request;
    if (names !== undefined && prefixes !== undefined) {
        throw invalid("logStreamNames and logStreamNamePrefixes cannot be specified together.");
    }
    if (identifiers.length > 1 && (names !== undefined || prefixes !== undefined)) {
        throw invalid("Log streams can be chosen only when one log group is specified.");
    }
    const groups = identifiers.map((identifier) => {
        const [, group] = /^arn:[^/]*?:log-group:(.+?)(?::\*)?$/.exec(identifier) ?? [];
        if (group === undefined) {
            throw invalid(`A log group has to be specified by its ARN: ${identifier}`);
        }
        return group;
    });
    if (!groups.every((group) => logs.hasGroup(group))) {
        throw noSuchGroup();
    }
    return new Set(groups);
}

function invalid(message: string): ApiError {
    return new ApiError(INVALID_PARAMETER, message);
}
