/** A request to an endpoint, as InvokeEndpoint takes it. */
export interface Invocation {
    readonly endpointName: string;
    readonly contentType: string;
    /** Media type that the answer should have; none leaves it to the model. */
    readonly accept: string | undefined;
    readonly body: Uint8Array;
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

/** Sends one request to an endpoint of a place, once: a second try could charge or act twice. */
export type Invoke = (invocation: Invocation, signal: AbortSignal) => Promise<Answer>;
