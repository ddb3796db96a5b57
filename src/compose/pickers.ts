import { pickResource } from "../editor/commands/pickResource.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { Shared } from "./shared.ts";

/** Builds what asks which job, endpoint or model of a place a command is about. */
export function pickers({ connect: { jobsIn, endpointsIn, modelsIn }, place }: Pick<Shared, "connect" | "place">) {
    return {
        pickJob: pickResource({ place, page: async (one, query, signal) => (await jobsIn(one)).page(query, signal), ask }),
        pickEndpoint: pickResource({
            place,
            page: async (one, query, signal) => (await endpointsIn(one)).page(query, signal),
            ask,
        }),
        pickModel: pickResource({ place, page: async (one, query, signal) => (await modelsIn(one)).page(query, signal), ask }),
    };
}
