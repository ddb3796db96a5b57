import type { MetricStore } from "../store/metricStore.ts";

/** What one request to an endpoint came to. Times in milliseconds. */
export interface InvocationOutcome {
    readonly endpointName: string;
    readonly variant: string;
    /** What the container answered; undefined when it did not. */
    readonly status: number | undefined;
    readonly modelLatency: number;
    readonly overheadLatency: number;
}

/** Counts a request as SageMaker does, in the namespace AWS/SageMaker; latencies there are in microseconds. */
export function putInvocationMetrics(metrics: Pick<MetricStore, "put">, outcome: InvocationOutcome): void {
    const { endpointName, variant, status = 500, modelLatency, overheadLatency } = outcome;
    const values = {
        Invocations: 1,
        Invocation4XXErrors: Number(status >= 300 && status < 500),
        Invocation5XXErrors: Number(status >= 500),
        InvocationModelErrors: Number(status < 200 || status >= 300),
        ModelLatency: Math.round(modelLatency * 1000),
        OverheadLatency: Math.round(overheadLatency * 1000),
    };
    const dimensions = { EndpointName: endpointName, VariantName: variant };
    const timestamp = Date.now();
    for (const [name, value] of Object.entries(values)) {
        metrics.put({ namespace: "AWS/SageMaker", name, dimensions }, { timestamp, value });
    }
}
