import type { JsonService } from "../protocol/awsJson.ts";
import type { LogStore } from "../store/logStore.ts";
import { describeLogGroups, describeLogStreams } from "./describe.ts";
import { getLogEvents } from "./getLogEvents.ts";

/** CloudWatch Logs, as far as it is needed to read what jobs and endpoints wrote. */
export function cloudWatchLogs(logs: LogStore): JsonService {
    return {
        operations: {
            DescribeLogGroups: describeLogGroups(logs),
            DescribeLogStreams: describeLogStreams(logs),
            GetLogEvents: getLogEvents(logs),
        },
    };
}
