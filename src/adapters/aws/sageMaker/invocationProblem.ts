import { ModelError } from "@aws-sdk/client-sagemaker-runtime";
import { Problem } from "../../../core/problem.ts";
import type { Invocation } from "../../../core/request/invocation.ts";
import { awsProblem, isMissing } from "../transport/awsProblem.ts";
import { statusOf } from "../transport/httpHandler.ts";

/** Puts into words why a request got no answer of a model: too large, too slow, too early, or nobody there. */
export function invocationProblem({ endpointName, body }: Invocation, error: unknown, elapsedMs: number): unknown {
    if (!(error instanceof Error)) {
        return error;
    }
    if (isMissing(error)) {
        return new Problem("endpointGone", `This endpoint does not exist any more: ${endpointName}.`, { cause: error });
    }
    return (
        tooLarge(body.length, error) ??
        tooEarly(endpointName, error, elapsedMs) ??
        tooSlow(error, elapsedMs) ??
        awsProblem(`Invoking endpoint ${endpointName}`, error)
    );
}

const LIMIT: ConstructorParameters<typeof Problem>[2] = {
    remedy: { kind: "openSetting", label: "Open Setting", key: "rustSagemaker.request.maxPayloadMiB" },
};

/** The 413 comes as plain text, which the SDK takes for broken JSON and throws away; serverless endpoints refuse in words. */
function tooLarge(size: number, error: Error): Problem | undefined {
    if (statusOf(error) !== 413 && !/oversize body/i.test(error.message)) {
        return undefined;
    }
    const message = `The endpoint refused this body of ${size.toLocaleString("en-US")} bytes as too large. Send a smaller one, or deploy an endpoint for asynchronous requests.`;
    return new Problem("invalidRequest", message, { ...LIMIT, cause: error });
}

/** SageMaker's 429 for a model that is not loaded yet: the one refusal that says that the model has not seen the request. */
export function isModelLoading(error: unknown): boolean {
    return error instanceof Error && error.name === "ModelNotReadyException" && statusOf(error) === 429;
}

function tooEarly(endpointName: string, error: Error, elapsedMs: number): Problem | undefined {
    return isModelLoading(error)
        ? new Problem(
              "wrongState",
              `The model of ${endpointName} is not ready after ${Math.round(elapsedMs / 1000)} s: SageMaker is still loading it. Nothing was asked of it: send the request again in a moment.`,
              {
                  cause: error,
              },
          )
        : undefined;
}

/** SageMaker gives a model 60 seconds; its own word for that is a ModelError without an answer. */
function tooSlow(error: Error, elapsedMs: number): Problem | undefined {
    // A connection that was reset, or never made, is a TimeoutError to the SDK too.
    const isTimeout =
        ("code" in error && error.code === "ETIMEDOUT") ||
        (error instanceof ModelError && /invocation timed out/i.test(error.message));
    const seconds = (elapsedMs / 1000).toFixed(1);
    return isTimeout
        ? new Problem(
              "modelTimedOut",
              `The model did not answer in ${seconds} s. SageMaker waits 60 s for it: send less at once, or deploy an endpoint for asynchronous requests. The model may have done its work all the same.`,
              { cause: error },
          )
        : undefined;
}
