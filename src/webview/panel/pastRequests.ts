import type { KeptForm } from "./requestBody.ts";

/** A request that was sent, with what came of it. */
export interface PastRequest {
    readonly requestId: number;
    /** Milliseconds since 1970. */
    readonly sentAt: number;
    readonly form: KeptForm;
    readonly size: number;
    readonly outcome: string;
}

const MOST = 20;

/** The list with a request that is on its way in front, and what is too old dropped. */
export function withRequest(past: readonly PastRequest[], request: PastRequest): readonly PastRequest[] {
    return [request, ...past.filter(({ requestId }) => requestId !== request.requestId)].slice(0, MOST);
}

/** The list with what came of one request. */
export function withOutcome(past: readonly PastRequest[], requestId: number, outcome: string): readonly PastRequest[] {
    return past.map((request) => (request.requestId === requestId ? { ...request, outcome } : request));
}

/** A number that none of the requests before it has, also those from before a reload. */
export function nextRequestId(past: readonly PastRequest[]): number {
    return Math.max(0, ...past.map(({ requestId }) => requestId)) + 1;
}
