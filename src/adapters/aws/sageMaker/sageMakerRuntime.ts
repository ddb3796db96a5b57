import { setTimeout as sleep } from "node:timers/promises";
import {
    InvokeEndpointCommand,
    type InvokeEndpointCommandOutput,
    ModelError,
    SageMakerRuntimeClient,
} from "@aws-sdk/client-sagemaker-runtime";
import type { Answer, Invocation, Invoke } from "../../../core/request/invocation.ts";
import type { ClientOf } from "../clients.ts";
import { invocationProblem, isModelLoading } from "./invocationProblem.ts";

/** How long the model may be on its way to the instance, and how long to rest before looking again. */
const LOADING = { limitMs: 120_000, restMs: 3000 };

/**
 * Sends requests to the endpoints of a place; a model is asked once, whatever comes of it. A request that SageMaker held back, because the
 * model is not loaded yet, has not been asked, and is sent again.
 */
export function sageMakerRuntime(clientOf: ClientOf, { limitMs, restMs } = LOADING): Invoke {
    const client = clientOf(SageMakerRuntimeClient);
    return async (invocation, signal) => {
        const begunAt = performance.now();
        for (;;) {
            const sentAt = performance.now();
            try {
                const response = await client.send(commandOf(invocation), { abortSignal: signal });
                return answerOf(response, performance.now() - sentAt);
            } catch (error) {
                const isHeldBack = isModelLoading(error);
                const since = isHeldBack ? begunAt : sentAt;
                if (!isHeldBack || performance.now() + restMs - begunAt > limitMs) {
                    return refusal(invocation, error, performance.now() - since);
                }
            }
            invocation.onLoading?.();
            await sleep(restMs, undefined, { signal });
        }
    };
}

function answerOf(response: InvokeEndpointCommandOutput, latencyMs: number): Answer {
    return {
        from: "model",
        status: response.$metadata.httpStatusCode ?? 200,
        contentType: response.ContentType ?? "application/octet-stream",
        headers: headersOf({
            "x-Amzn-Invoked-Production-Variant": response.InvokedProductionVariant,
            "X-Amzn-SageMaker-Custom-Attributes": response.CustomAttributes,
            "x-amzn-RequestId": response.$metadata.requestId,
        }),
        body: response.Body ?? new Uint8Array(),
        latencyMs,
    };
}

function commandOf({ endpointName, contentType, accept, body }: Invocation): InvokeEndpointCommand {
    return new InvokeEndpointCommand({
        EndpointName: endpointName,
        ContentType: contentType,
        Body: body,
        ...(accept !== undefined && { Accept: accept }),
    });
}

/** A refusal by the model is its answer; anything else that went wrong is a problem. */
function refusal(invocation: Invocation, error: unknown, latencyMs: number): Answer {
    if (error instanceof ModelError && error.OriginalStatusCode !== undefined) {
        return {
            from: "model",
            status: error.OriginalStatusCode,
            contentType: looksLikeJson(error.OriginalMessage) ? "application/json" : "text/plain",
            headers: headersOf({ "Log stream": error.LogStreamArn, "x-amzn-RequestId": error.$metadata.requestId }),
            body: new TextEncoder().encode(error.OriginalMessage ?? error.message),
            latencyMs,
        };
    }
    throw invocationProblem(invocation, error, latencyMs);
}

function looksLikeJson(text: string | undefined): boolean {
    return text !== undefined && /^\s*[[{]/.test(text);
}

function headersOf(all: Record<string, string | undefined>): Record<string, string> {
    return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
