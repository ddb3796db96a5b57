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

/** Waits until SageMaker is no longer at work on an endpoint, and compares the config that it has then with the one that it should have. */
export async function settledEndpoint(
    name: string,
    configName: string,
    { hosting, waiting }: { readonly hosting: Hosting; readonly waiting: Waiting },
    signal: AbortSignal,
): Promise<Settled> {
    for (;;) {
        const endpoint = await hosting.endpoint(name, signal);
        if (endpoint === undefined || endpoint.status === "Deleting") {
            return { kind: "gone" };
        }
        if (!isSettling(endpoint)) {
            return outcomeOf(endpoint, configName);
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
