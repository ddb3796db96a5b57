import { isSettling } from "./endpoint.ts";
import type { FoundEndpoint, Hosting } from "./hosting.ts";
import type { Waiting } from "./waiting.ts";

/** How the making of an endpoint ended. */
export type Settled =
    | { readonly kind: "inService" }
    | { readonly kind: "failed"; readonly status: string; readonly reason: string | undefined }
    /** It serves, but with the config that it had before: SageMaker rolled back. */
    | { readonly kind: "rolledBack"; readonly configName: string; readonly reason: string | undefined }
    /** Someone deleted it. */
    | { readonly kind: "gone" };

/** After so long without an end, making an endpoint is worth a word: SageMaker deletes none meanwhile, and bills it. */
const LONG_MS = 3_600_000;

/**
 * Waits until SageMaker is no longer at work on an endpoint, and compares the config that it has then with the one that it should have.
 * `onLong` is told once of one that takes more than an hour.
 */
export async function settledEndpoint(
    name: string,
    configName: string,
    { hosting, waiting }: { readonly hosting: Hosting; readonly waiting: Waiting },
    onLong: (endpoint: FoundEndpoint) => void,
    signal: AbortSignal,
): Promise<Settled> {
    const longAt = waiting.now() + LONG_MS;
    for (let isTold = false; ;) {
        const endpoint = await hosting.endpoint(name, signal);
        if (endpoint === undefined || endpoint.status === "Deleting") {
            return { kind: "gone" };
        }
        if (!isSettling(endpoint)) {
            return outcomeOf(endpoint, configName);
        }
        if (!isTold && waiting.now() > longAt) {
            isTold = true;
            onLong(endpoint);
        }
        await waiting.rest(signal);
    }
}

function outcomeOf({ status, configName, failureReason: reason }: FoundEndpoint, wanted: string): Settled {
    if (status !== "InService") {
        return { kind: "failed", status, reason };
    }
    return configName === wanted ? { kind: "inService" } : { kind: "rolledBack", configName, reason };
}
