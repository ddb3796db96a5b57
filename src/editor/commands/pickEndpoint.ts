import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { Place } from "../../core/place.ts";
import type { Ask } from "../ask.ts";
import type { EndpointNode } from "../tree/nodes.ts";

interface Needs {
    readonly place: Place;
    readonly endpointsIn: (place: Place) => Promise<Endpoints>;
    readonly ask: Ask;
}

/** An endpoint and where it is. */
export interface EndpointTarget {
    readonly place: Place;
    readonly endpoint: Endpoint;
}

/** The endpoint of a tree node, or one that the user picks when a command was called from the palette; says so when there is none. */
export function pickEndpoint({ place, endpointsIn, ask }: Needs) {
    return async (
        title: string,
        isWanted: (endpoint: Endpoint) => boolean,
        none: string,
        signal: AbortSignal,
        node?: EndpointNode,
    ): Promise<EndpointTarget | undefined> => {
        if (node !== undefined) {
            return { place: node.place, endpoint: node.endpoint };
        }
        const endpoints = (await (await endpointsIn(place)).list(signal)).filter(isWanted);
        if (endpoints.length === 0) {
            await ask.tell(none);
            return undefined;
        }
        const choices = endpoints.map((endpoint) => ({
            label: endpoint.name,
            description: endpoint.status,
            value: { place, endpoint },
        }));
        return ask.pick(title, choices);
    };
}

export type PickEndpoint = ReturnType<typeof pickEndpoint>;
