import type { JsonService } from "../protocol/awsJson.ts";
import type { LogStore } from "../store/logStore.ts";
import { deleteLogGroup } from "./deleteLogGroup.ts";
import { describeLogGroups, describeLogStreams } from "./describe.ts";
import { filterLogEvents } from "./filterLogEvents.ts";
import { getLogEvents } from "./getLogEvents.ts";
import { startLiveTail } from "./startLiveTail.ts";

/** CloudWatch Logs, as far as it is needed to read what jobs and endpoints wrote. */
export function cloudWatchLogs(logs: LogStore): JsonService {
    return {
        operations: {
            DeleteLogGroup: deleteLogGroup(logs),
            DescribeLogGroups: describeLogGroups(logs),
            DescribeLogStreams: describeLogStreams(logs),
            GetLogEvents: getLogEvents(logs),
            FilterLogEvents: filterLogEvents(logs),
        },
        streams: { StartLiveTail: startLiveTail(logs) },
    };
}
