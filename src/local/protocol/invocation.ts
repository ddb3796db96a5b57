import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";

/** A request of SageMaker Runtime to an endpoint, its body complete and within the service's limit. */
export interface Invocation {
    readonly endpointName: string;
    /** As they came from the client; which of them reach the container is for hosting to decide. */
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
}

/** What goes back to the client when the container answered with success. Every other outcome is an ApiError. */
export interface InvocationAnswer {
    readonly status: number;
    readonly headers: OutgoingHttpHeaders;
    readonly body: Readable | Buffer;
}

/** Invokes an endpoint; `signal` fires when the client has gone. */
export type Invoke = (invocation: Invocation, signal: AbortSignal) => Promise<InvocationAnswer>;
