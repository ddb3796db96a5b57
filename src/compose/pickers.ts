import { pickResource } from "../editor/commands/pickResource.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { Shared } from "./shared.ts";

/** Builds what asks which job or endpoint of a place a command is about. */
export function pickers({ connect: { jobsIn, endpointsIn }, place }: Pick<Shared, "connect" | "place">) {
    return {
        pickJob: pickResource({ place, page: async (one, query, signal) => (await jobsIn(one)).page(query, signal), ask }),
        pickEndpoint: pickResource({
            place,
            page: async (one, query, signal) => (await endpointsIn(one)).page(query, signal),
            ask,
        }),
    };
}
