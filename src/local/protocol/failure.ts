import { errorText } from "../../core/text/errorText.ts";
import { isDiskFull } from "../../system/systemCode.ts";
import { ApiError } from "./apiError.ts";

/** Where a failure that is nobody's request's fault is told of: one line, or an error with its stack. */
export type Report = (failure: unknown) => void;

/**
 * What a client is told of anything thrown. What is no ApiError is a fault of this server or of the machine:
 * it is reported here and answered with a 500, which SDKs try again.
 */
export function apiErrorOf(error: unknown, report: Report): ApiError {
    if (error instanceof ApiError) {
        return error;
    }
    report(error);
    return new ApiError("InternalFailure", internalMessage(error), { status: 500 });
}

function internalMessage(error: unknown): string {
    if (isDiskFull(error)) {
        return "Local SageMaker's disk is full. Free some space and try again.";
    }
    return `Local SageMaker failed: ${errorText(error)}`;
}
