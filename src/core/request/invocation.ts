/** A request to an endpoint, as InvokeEndpoint takes it. */
export interface Invocation {
    readonly endpointName: string;
    readonly contentType: string;
    /** Media type that the answer should have; none leaves it to the model. */
    readonly accept: string | undefined;
    readonly body: Uint8Array;
    /** Told each time that SageMaker has not passed the request on, because it is still loading the model. */
    readonly onLoading?: () => void;
}

/** What came back. A model's refusal (4xx or 5xx of the container) is an answer too, not a failure of this extension. */
export interface Answer {
    readonly from: "model" | "service";
    /** The container's HTTP status when the model answered, the service's otherwise. */
    readonly status: number;
    readonly contentType: string;
    /** Headers worth showing: the variant that answered, custom attributes, request id. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
    /** From sending to the last byte of the answer, in milliseconds. */
    readonly latencyMs: number;
}

/**
 * Sends one request to an endpoint of a place. The model gets it once, for a second try could charge or act twice; it waits, for two minutes
 * at most, only while SageMaker says that the model is not loaded yet.
 */
export type Invoke = (invocation: Invocation, signal: AbortSignal) => Promise<Answer>;
