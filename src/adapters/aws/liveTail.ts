import { CloudWatchLogsClient, StartLiveTailCommand, type StartLiveTailResponseStream } from "@aws-sdk/client-cloudwatch-logs";
import type { LiveTail, LiveUpdate } from "../../core/logs/liveTail.ts";
import { inWords } from "./transport/awsProblem.ts";
import type { ClientOf } from "./clients.ts";

/** Live Tail of CloudWatch Logs: one update a second, billed by the minute. */
export function liveTail(clientOf: ClientOf): LiveTail {
    const client = clientOf(CloudWatchLogsClient);
    return async function* ({ groupArn, prefix }, signal) {
        const command = new StartLiveTailCommand({
            logGroupIdentifiers: [groupArn],
            ...(prefix !== "" && { logStreamNamePrefixes: [prefix] }),
        });
        const { responseStream } = await inWords("Starting Live Tail", () => client.send(command, { abortSignal: signal }));
        for await (const event of responseStream ?? []) {
            signal.throwIfAborted();
            yield* updateOf(event);
        }
    };
}

function updateOf({
    sessionUpdate,
    SessionStreamingException,
    SessionTimeoutException,
}: StartLiveTailResponseStream): readonly LiveUpdate[] {
    if (SessionStreamingException !== undefined) {
        throw SessionStreamingException;
    }
    if (SessionTimeoutException !== undefined) {
        throw SessionTimeoutException;
    }
    if (sessionUpdate === undefined) {
        return [];
    }
    const lines = (sessionUpdate.sessionResults ?? []).map(({ logStreamName = "", timestamp = 0, message = "" }) => ({
        stream: logStreamName,
        timestamp,
        message,
    }));
    return [{ lines, isSampled: sessionUpdate.sessionMetadata?.sampled === true }];
}
