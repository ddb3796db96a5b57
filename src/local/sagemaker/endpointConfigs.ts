import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import type { Operations } from "../protocol/operation.ts";
import { listPage } from "../protocol/paging.ts";
import { EntityName, list, listRequest, RoleArn, Tags } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { Table } from "../store/table.ts";
import { arnOf } from "./arn.ts";
import { existingModel, type ModelRecord } from "./models.ts";
import { checkedVariant, ProductionVariant } from "./productionVariant.ts";
import type { TagSets } from "./tagSets.ts";

const CreateEndpointConfig = z.object({
    EndpointConfigName: EntityName,
    ProductionVariants: list(ProductionVariant, 1, 10),
    Tags: z.optional(Tags),
    AsyncInferenceConfig: z.optional(z.unknown()),
    ShadowProductionVariants: z.optional(z.array(z.unknown())),
    DataCaptureConfig: z.optional(z.unknown()),
    KmsKeyId: z.optional(z.string()),
    ExecutionRoleArn: z.optional(RoleArn),
    VpcConfig: z.optional(z.unknown()),
    EnableNetworkIsolation: z._default(z.boolean(), false),
});
const NamedEndpointConfig = z.object({ EndpointConfigName: EntityName });
const ListEndpointConfigs = z.object(listRequest(["Name", "CreationTime"]));

/** An endpoint configuration as it is stored. */
export interface EndpointConfigRecord {
    readonly EndpointConfigName: string;
    readonly EndpointConfigArn: string;
    readonly ProductionVariants: readonly ProductionVariant[];
    /** Milliseconds since 1970. */
    readonly CreationTime: number;
}

/** What the operations on endpoint configurations work on. */
export interface EndpointConfigNeeds {
    readonly endpointConfigs: Table<EndpointConfigRecord>;
    readonly models: Table<ModelRecord>;
    readonly tags: TagSets;
    /** Milliseconds since 1970. */
    readonly now: () => number;
}

/** The operations on endpoint configurations. */
export function endpointConfigOperations({ endpointConfigs, models, tags, now }: EndpointConfigNeeds): Operations {
    return {
        CreateEndpointConfig(input) {
            const {
                Tags: tagSet,
                AsyncInferenceConfig,
                ShadowProductionVariants,
                ...request
            } = parse(CreateEndpointConfig, input);
            refuse("AsyncInferenceConfig", AsyncInferenceConfig);
            refuse("ShadowProductionVariants", ShadowProductionVariants);
            const EndpointConfigArn = arnOf("endpoint-config", request.EndpointConfigName);
            const variants = checkedVariants(request.ProductionVariants, models);
            if (endpointConfigs.get(request.EndpointConfigName) !== undefined) {
                throw new ApiError(
                    "ValidationException",
                    `Cannot create already existing endpoint configuration "${EndpointConfigArn}".`,
                );
            }
            tags.create(EndpointConfigArn, tagSet);
            endpointConfigs.put(request.EndpointConfigName, {
                ...request,
                EndpointConfigArn,
                ProductionVariants: variants,
                CreationTime: now(),
            });
            return { EndpointConfigArn };
        },
        DescribeEndpointConfig(input) {
            const config = existingEndpointConfig(endpointConfigs, parse(NamedEndpointConfig, input).EndpointConfigName);
            return { ...config, CreationTime: config.CreationTime / 1000 };
        },
        ListEndpointConfigs(input) {
            const listed = ({ EndpointConfigName: name, CreationTime }: EndpointConfigRecord) => ({
                name,
                creationTime: CreationTime,
            });
            const { items, next } = listPage(endpointConfigs.all(), listed, parse(ListEndpointConfigs, input), "Descending");
            return { EndpointConfigs: items.map(summaryOf), ...next };
        },
        DeleteEndpointConfig(input) {
            const config = existingEndpointConfig(endpointConfigs, parse(NamedEndpointConfig, input).EndpointConfigName);
            endpointConfigs.delete(config.EndpointConfigName);
            tags.drop(config.EndpointConfigArn);
            return {};
        },
    };
}

/** The configuration of a name, refused in SageMaker's words when there is none. */
export function existingEndpointConfig(endpointConfigs: Table<EndpointConfigRecord>, name: string): EndpointConfigRecord {
    const config = endpointConfigs.get(name);
    if (config === undefined) {
        throw new ApiError("ValidationException", `Could not find endpoint configuration "${arnOf("endpoint-config", name)}".`);
    }
    return config;
}

function checkedVariants(
    variants: readonly z.output<typeof ProductionVariant>[],
    models: Table<ModelRecord>,
): ProductionVariant[] {
    const checked = variants.map(checkedVariant);
    if (new Set(checked.map(({ VariantName }) => VariantName)).size < checked.length) {
        throw new ApiError("ValidationException", "Production variant names must be unique within an endpoint configuration.");
    }
    for (const { ModelName } of checked) {
        existingModel(models, ModelName);
    }
    return checked;
}

function refuse(member: string, value: unknown): void {
    if (value !== undefined) {
        throw new ApiError(
            "ValidationException",
            `Local SageMaker does not support this member of an endpoint configuration: ${member}`,
        );
    }
}

function summaryOf({ EndpointConfigName, EndpointConfigArn, CreationTime }: EndpointConfigRecord): object {
    return { EndpointConfigName, EndpointConfigArn, CreationTime: CreationTime / 1000 };
}
