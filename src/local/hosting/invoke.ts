import type { IncomingMessage } from "node:http";
import { errorText } from "../../core/text/errorText.ts";
import type { ApiError } from "../protocol/apiError.ts";
import type { Invocation, Invoke } from "../protocol/invocation.ts";
import type { MetricStore } from "../store/metricStore.ts";
import type { Table } from "../store/table.ts";
import { systemCode } from "../../system/systemCode.ts";
import { type Candidate, chooseVariant, takesRequests } from "./chooseVariant.ts";
import { containerRequests } from "./containerRequest.ts";
import type { EndpointHosts } from "./endpointHosts.ts";
import type { EndpointRecord } from "./endpointRecord.ts";
import { broken, modelError, noEndpoint, noVariant, timedOut, unavailable } from "./invocationError.ts";
import { clientHeaders, containerHeaders } from "./invocationHeaders.ts";
import { putInvocationMetrics } from "./invocationMetrics.ts";

/** As much of a container's error as is told, in bytes. */
const LONGEST_MESSAGE = 64 * 1024;

/** What invoking endpoints needs. */
export interface InvokeNeeds {
    readonly endpoints: Table<EndpointRecord>;
    readonly hosts: Pick<EndpointHosts, "get">;
    readonly metrics: Pick<MetricStore, "put">;
    /** Time that a container has for its whole answer. */
    readonly timeoutMs: number;
    readonly report: (failure: unknown) => void;
}

/** Sends requests on to the containers of endpoints, and their answers back as they come. */
export function invoker(needs: InvokeNeeds): Invoke {
    const send = containerRequests();
    return async (invocation, gone) => {
        const begun = performance.now();
        const { endpointName, headers, body } = invocation;
        const { name, port } = route(invocation, needs);
        const timeout = new AbortController();
        const timer = setTimeout(() => timeout.abort(), needs.timeoutMs);
        const signal = AbortSignal.any([gone, timeout.signal]);
        const sent = performance.now();
        const done = (status: number | undefined): void => {
            clearTimeout(timer);
            const latencies = { modelLatency: performance.now() - sent, overheadLatency: sent - begun };
            try {
                putInvocationMetrics(needs.metrics, { endpointName, variant: name, status, ...latencies });
            } catch (error) {
                needs.report(error); // A full disk costs the count, not the answer.
            }
        };
        let answer: IncomingMessage;
        try {
            answer = await send({ port, headers: containerHeaders(headers, body.length), body, signal });
        } catch (error) {
            done(undefined);
            throw timeout.signal.aborted ? timedOut(endpointName) : failureOf(error, endpointName);
        }
        const { statusCode = 0 } = answer;
        const failed = statusCode < 200 || statusCode >= 300;
        answer.once("close", () => done(answer.complete || failed || gone.aborted ? statusCode : undefined));
        if (failed) {
            throw modelError(endpointName, statusCode, await textOf(answer));
        }
        return { status: 200, headers: clientHeaders(answer.headers, name), body: answer };
    };
}

function route({ endpointName, headers }: Invocation, { endpoints, hosts }: InvokeNeeds): Candidate {
    const endpoint = endpoints.get(endpointName);
    if (endpoint === undefined || !takesRequests(endpoint)) {
        throw noEndpoint(endpointName);
    }
    const target = headers["x-amzn-sagemaker-target-variant"];
    const variants = hosts.get(endpointName)?.variants.filter(({ name }) => target === undefined || name === target) ?? [];
    if (variants.length === 0) {
        throw noVariant(endpointName, String(target));
    }
    // A variant without weight gets what names it, and not what the others cannot take while they are down.
    const weighted = target === undefined ? variants.filter(({ weight }) => weight > 0) : [];
    const eligible = weighted.length > 0 ? weighted : variants;
    const serving = eligible.flatMap(({ name, weight, port }) => (port === undefined ? [] : [{ name, weight, port }]));
    const chosen = chooseVariant(serving, Math.random());
    if (chosen === undefined) {
        throw unavailable(endpointName);
    }
    return chosen;
}

function failureOf(error: unknown, endpointName: string): ApiError {
    return systemCode(error) === "ECONNREFUSED" ? unavailable(endpointName) : broken(endpointName, errorText(error));
}

/** What a container says about its failure, as far as it comes and as is told. */
async function textOf(answer: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
        for await (const chunk of answer as AsyncIterable<Buffer>) {
            chunks.push(chunk.subarray(0, LONGEST_MESSAGE - bytes));
            bytes += chunk.length;
            if (bytes >= LONGEST_MESSAGE) {
                break;
            }
        }
    } catch {
        // The container stopped in the middle: what came is told.
    }
    return Buffer.concat(chunks).toString();
}
