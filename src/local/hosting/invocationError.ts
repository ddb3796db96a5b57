import { LOCAL, LOCAL_ACCOUNT } from "../../core/place.ts";
import { ApiError } from "../protocol/apiError.ts";
import { logGroupOf } from "./endpointRecord.ts";

const TIMED_OUT =
    "Your invocation timed out while waiting for a response from container primary. " +
    "Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.";

/** The container answered, but not with success. */
export function modelError(endpointName: string, status: number, text: string): ApiError {
    const kind = status >= 500 || status === 0 ? "server" : "client";
    const message =
        `Received ${kind} error (${status}) from primary with message "${text}". ` +
        `See https://${LOCAL.region}.console.aws.amazon.com/cloudwatch/home?region=${LOCAL.region}` +
        `#logEventViewer:group=${logGroupOf(endpointName)} in account ${LOCAL_ACCOUNT} for more information.`;
    return new ApiError("ModelError", message, {
        status: 424,
        fields: {
            ErrorCode: `${kind.toUpperCase()}_ERROR_FROM_MODEL`,
            OriginalStatusCode: status,
            OriginalMessage: text,
            LogStreamArn: `arn:aws:logs:${LOCAL.region}:${LOCAL_ACCOUNT}:log-group:${logGroupOf(endpointName)}`,
        },
    });
}

/** The container did not answer within the time that SageMaker gives it. */
export function timedOut(endpointName: string): ApiError {
    return modelError(endpointName, 0, TIMED_OUT);
}

/** The connection to the container broke before it had answered. */
export function broken(endpointName: string, cause: string): ApiError {
    return modelError(endpointName, 0, `The container closed the connection before it had answered (${cause}).`);
}

/** No container runs at the moment. SDKs try this again by themselves. */
export function unavailable(endpointName: string): ApiError {
    const message =
        `No container of endpoint ${endpointName} is running at the moment: the last one has ended and another one is started. ` +
        `Its log group says why: ${logGroupOf(endpointName)}`;
    return new ApiError("ServiceUnavailable", message, { status: 503 });
}

/** Nothing of that name takes requests. SageMaker says the same of an endpoint that is still being created. */
export function noEndpoint(endpointName: string): ApiError {
    return new ApiError("ValidationError", `Endpoint ${endpointName} of account ${LOCAL_ACCOUNT} not found.`);
}

/** The endpoint has no variant of the name that the request asks for. */
export function noVariant(endpointName: string, variant: string): ApiError {
    return new ApiError("ValidationError", `Could not find variant "${variant}" of endpoint ${endpointName}.`);
}
