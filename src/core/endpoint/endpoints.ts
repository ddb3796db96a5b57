import type { ListPage, ListQuery } from "../listing.ts";
import type { Deployment } from "./deployment.ts";
import type { Endpoint, EndpointDetail } from "./endpoint.ts";

/** What a deletion took away, for the sentence that tells the user. */
export interface Deleted {
    readonly endpoint: string;
    readonly config: string | undefined;
    readonly models: readonly string[];
}

/** The endpoints of one place. */
export interface Endpoints {
    /** Makes model, endpoint config and endpoint; what was made is removed again when a later step fails. */
    deploy(deployment: Deployment, signal: AbortSignal): Promise<void>;
    list(signal: AbortSignal): Promise<readonly Endpoint[]>;
    page(query: ListQuery, signal: AbortSignal): Promise<ListPage<Endpoint>>;
    describe(name: string, signal: AbortSignal): Promise<EndpointDetail>;
    /** Deletes the endpoint, then the config and the models that it used. What is gone already counts as deleted. */
    delete(name: string, signal: AbortSignal): Promise<Deleted>;
}
