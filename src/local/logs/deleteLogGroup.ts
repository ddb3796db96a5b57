import * as z from "zod/mini";
import type { Operation } from "../protocol/operation.ts";
import { parse } from "../protocol/validation.ts";
import type { LogStore } from "../store/logStore.ts";
import { INVALID_PARAMETER, LogGroupName, noSuchGroup } from "./shapes.ts";

const DeleteLogGroup = z.object({ logGroupName: LogGroupName });

/** Deletes a group with its streams. What writes to it afterwards makes it anew, as in CloudWatch Logs. */
export function deleteLogGroup(logs: LogStore): Operation {
    return (input) => {
        const { logGroupName } = parse(DeleteLogGroup, input, INVALID_PARAMETER);
        if (!logs.hasGroup(logGroupName)) {
            throw noSuchGroup();
        }
        logs.deleteGroup(logGroupName);
        return {};
    };
}
