import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import { type Place, placeName } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import type { Ask } from "../ask.ts";
import type { EndpointNode } from "../tree/nodes.ts";
import type { PickResource } from "./pickResource.ts";

interface Needs {
    readonly endpointsIn: (place: Place) => Promise<Endpoints>;
    readonly pick: PickResource<Endpoint>;
    readonly ask: Ask;
    readonly refresh: () => void;
}

/** Deletes an endpoint with its config and models, after it named all that goes. One that is gone already counts as deleted. */
export function deleteEndpoint({ endpointsIn, pick, ask, refresh }: Needs) {
    return async (signal: AbortSignal, node?: EndpointNode): Promise<void> => {
        const target = await pick(DELETABLE, signal, node && { place: node.place, resource: node.endpoint });
        if (target === undefined) {
            return;
        }
        const endpoints = await endpointsIn(target.place);
        try {
            const detail = await endpoints.describe(target.resource.name, signal);
            const models = [...new Set(detail.variants.map(({ model }) => model))];
            const goes = [`Endpoint config: ${detail.configName}`, ...models.map((model) => `Model: ${model}`), KEPT].join("\n");
            if (await ask.confirm(`Delete endpoint "${detail.name}" on ${placeName(target.place)}?`, goes, "Delete")) {
                await endpoints.delete(detail.name, signal);
            }
        } catch (error) {
            if (!Problem.is(error, "resourceGone")) {
                throw error;
            }
        } finally {
            refresh();
        }
    };
}

const KEPT = "The training job and its model artifact are kept.";

const DELETABLE = { title: "Delete which endpoint?", isWanted: isDeletable, none: "There is no endpoint to delete." };

function isDeletable({ status }: Endpoint): boolean {
    return status !== "Deleting";
}
