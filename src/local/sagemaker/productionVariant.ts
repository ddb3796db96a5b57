import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import { EntityName, InstanceType, integer, ModelName } from "../protocol/shapes.ts";

/** One fleet behind an endpoint: a model, the instances it runs on, and its share of the requests. */
export const ProductionVariant = z.object({
    VariantName: EntityName,
    ModelName: z.optional(ModelName),
    InitialInstanceCount: z.optional(z.int().check(z.gte(1))),
    InstanceType: z.optional(InstanceType),
    InitialVariantWeight: z._default(z.number().check(z.gte(0)), 1),
    VolumeSizeInGB: z.optional(integer(1, 512)),
    ModelDataDownloadTimeoutInSeconds: z.optional(integer(60, 3600)),
    ContainerStartupHealthCheckTimeoutInSeconds: z.optional(integer(60, 3600)),
    ServerlessConfig: z.optional(z.unknown()),
    EnableSSMAccess: z.optional(z.boolean()),
    ManagedInstanceScaling: z.optional(z.unknown()),
    RoutingConfig: z.optional(z.unknown()),
    InferenceAmiVersion: z.optional(z.string()),
});

/** A variant that has been checked: it names a model and an instance type. */
export interface ProductionVariant extends Omit<z.output<typeof ProductionVariant>, "ServerlessConfig"> {
    readonly ModelName: string;
    readonly InstanceType: string;
    readonly InitialInstanceCount: number;
}

/** Refuses a variant that SageMaker refuses, or that Local SageMaker cannot run. */
export function checkedVariant({ ServerlessConfig, ...variant }: z.output<typeof ProductionVariant>): ProductionVariant {
    const { VariantName, ModelName: model, InstanceType: instanceType, InitialInstanceCount } = variant;
    if (ServerlessConfig !== undefined) {
        throw new ApiError("ValidationException", `Local SageMaker has no serverless endpoints: variant ${VariantName}`);
    }
    if (model === undefined) {
        throw new ApiError("ValidationException", `ModelName is required for production variant ${VariantName}.`);
    }
    if (instanceType === undefined || InitialInstanceCount === undefined) {
        const message = `InstanceType and InitialInstanceCount are required for production variant ${VariantName}.`;
        throw new ApiError("ValidationException", message);
    }
    return { ...variant, ModelName: model, InstanceType: instanceType, InitialInstanceCount };
}
