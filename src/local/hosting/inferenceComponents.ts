import * as z from "zod/mini";
import type { Operations } from "../protocol/operation.ts";
import { EntityName, LastModifiedFilters, listRequest } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";

const ListInferenceComponents = z.object({
    ...listRequest(["Name", "CreationTime", "Status"]),
    ...LastModifiedFilters,
    StatusEquals: z.optional(z.enum(["InService", "Creating", "Updating", "Failed", "Deleting"])),
    EndpointNameEquals: z.optional(EntityName),
    VariantNameEquals: z.optional(EntityName),
});

/** Endpoints of Local SageMaker have models and no inference components: whoever looks for some before a deletion finds none. */
export const inferenceComponentOperations: Operations = {
    ListInferenceComponents(input) {
        parse(ListInferenceComponents, input);
        return { InferenceComponents: [] };
    },
};
