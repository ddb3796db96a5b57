import type { ListPage, ListQuery } from "../listing.ts";
import type { BilledStatus, Endpoint, EndpointDetail } from "./endpoint.ts";

/** The endpoints of one place. */
export interface Endpoints {
    list(signal: AbortSignal): Promise<readonly Endpoint[]>;
    page(query: ListQuery<BilledStatus>, signal: AbortSignal): Promise<ListPage<Endpoint>>;
    describe(name: string, signal: AbortSignal): Promise<EndpointDetail>;
    /** The same with one call, as long as the endpoint is made of what it was made of before. */
    describeAgain(earlier: EndpointDetail, signal: AbortSignal): Promise<EndpointDetail>;
}
