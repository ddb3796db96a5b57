import * as z from "zod/mini";
import { LOCAL, LOCAL_ACCOUNT } from "../../core/place.ts";
import { ApiError } from "../protocol/apiError.ts";
import { text } from "../protocol/shapes.ts";

/** The exception of CloudWatch Logs for an input that breaks a constraint. */
export const INVALID_PARAMETER = "InvalidParameterException";

/** The name of a group, or the beginning of one. */
export const LogGroupName = text({ min: 1, max: 512, pattern: "[\\.\\-_/#A-Za-z0-9]+" });

/** A group by its name, or by an identifier that is its name or its ARN. */
export const LogGroup = {
    logGroupName: z.optional(LogGroupName),
    logGroupIdentifier: z.optional(text({ min: 1, max: 2048, pattern: "[\\w#+=/:,.@-]*" })),
};

/** The name of a stream, or the beginning of one; it holds no colon and no asterisk. */
export const LogStreamName = text({ min: 1, max: 512, pattern: "[^:*]*" });

/** A token of any operation; whether it is one of ours shows when it is read. */
export const LogToken = text({ min: 1 });

/** The name of the group that a request is about. */
export function groupNameOf(request: {
    readonly logGroupName?: string | undefined;
    readonly logGroupIdentifier?: string | undefined;
}): string {
    if ((request.logGroupName === undefined) === (request.logGroupIdentifier === undefined)) {
        throw new ApiError(INVALID_PARAMETER, "Exactly one of logGroupName and logGroupIdentifier must be specified.");
    }
    return request.logGroupName ?? (request.logGroupIdentifier ?? "").replace(/^arn:[^/]*:log-group:/, "").replace(/:\*$/, "");
}

/** The ARN of a group, without the `:*` that some members of the API add. */
export function logGroupArn(group: string): string {
    return `arn:aws:logs:${LOCAL.region}:${LOCAL_ACCOUNT}:log-group:${group}`;
}

/** Refuses what is asked of a group that does not exist; a group appears with its first line. */
export function noSuchGroup(): ApiError {
    return new ApiError("ResourceNotFoundException", "The specified log group does not exist.");
}
