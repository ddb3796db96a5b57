import { MAX_BODY_BYTES } from "./payload.ts";

/** How an endpoint answers, where it is not at once from instances of its own. */
export type Serving = "serverless" | "asynchronous";

const MIB = 1024 * 1024;

/** The most that a user may set: newer pages of AWS speak of 25 MB, its API's model of 6 MiB, and neither could be confirmed. */
const MOST_MIB = 25;

/** AWS says "4 MB" of serverless endpoints. */
const SERVERLESS_BYTES = 4 * MIB;

/** The largest body that InvokeEndpoint takes of an endpoint. `maxPayloadMib` is the user's own limit for instances, 0 for SageMaker's. */
export function bodyLimit(serving: Serving | undefined, maxPayloadMib: number): number {
    if (serving === "serverless") {
        return SERVERLESS_BYTES;
    }
    return maxPayloadMib > 0 ? Math.floor(Math.min(maxPayloadMib, MOST_MIB) * MIB) : MAX_BODY_BYTES;
}

/** Why an endpoint takes no requests that are answered at once; undefined where it does. */
export function servingFault(serving: Serving | undefined): string | undefined {
    return serving === "asynchronous"
        ? "This endpoint takes asynchronous requests only: their bodies lie in S3, and so do the answers. This panel cannot send them."
        : undefined;
}
