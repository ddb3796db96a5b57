import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import type { Operations } from "../protocol/operation.ts";
import { listPage } from "../protocol/paging.ts";
import { list, listRequest, ModelName, RoleArn, Tags } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { Objects } from "../store/objects.ts";
import type { Table } from "../store/table.ts";
import { arnOf } from "./arn.ts";
import { checkContainer, ContainerDefinition, modelDataOf } from "./containerDefinition.ts";
import { parseS3Uri } from "./s3Uri.ts";
import type { TagSets } from "./tagSets.ts";

const CreateModel = z.object({
    ModelName,
    PrimaryContainer: z.optional(ContainerDefinition),
    Containers: z.optional(list(ContainerDefinition, 0, 15)),
    ExecutionRoleArn: z.optional(RoleArn),
    Tags: z.optional(Tags),
    VpcConfig: z.optional(z.unknown()),
    EnableNetworkIsolation: z._default(z.boolean(), false),
});
const NamedModel = z.object({ ModelName });
const ListModels = z.object(listRequest(["Name", "CreationTime"]));

/** A model as it is stored; its one container is always under PrimaryContainer. */
export interface ModelRecord {
    readonly ModelName: string;
    readonly ModelArn: string;
    readonly PrimaryContainer: ContainerDefinition;
    readonly ExecutionRoleArn?: string | undefined;
    readonly VpcConfig?: unknown;
    readonly EnableNetworkIsolation: boolean;
    /** Milliseconds since 1970. */
    readonly CreationTime: number;
}

/** What the operations on models work on. */
export interface ModelNeeds {
    readonly models: Table<ModelRecord>;
    readonly objects: Objects;
    readonly tags: TagSets;
    /** Milliseconds since 1970. */
    readonly now: () => number;
}

/** The operations on models. */
export function modelOperations({ models, objects, tags, now }: ModelNeeds): Operations {
    return {
        CreateModel(input) {
            const { Tags: tagSet, PrimaryContainer, Containers, ...request } = parse(CreateModel, input);
            const container = oneContainer(PrimaryContainer, Containers);
            checkContainer(container);
            checkModelData(container, objects);
            const ModelArn = arnOf("model", request.ModelName);
            if (models.get(request.ModelName) !== undefined) {
                throw new ApiError("ValidationException", `Cannot create already existing model "${ModelArn}".`);
            }
            tags.create(ModelArn, tagSet);
            models.put(request.ModelName, { ...request, ModelArn, PrimaryContainer: container, CreationTime: now() });
            return { ModelArn };
        },
        DescribeModel(input) {
            const model = existingModel(models, parse(NamedModel, input).ModelName);
            return { ...model, CreationTime: model.CreationTime / 1000 };
        },
        ListModels(input) {
            const listed = ({ ModelName: name, CreationTime }: ModelRecord) => ({ name, creationTime: CreationTime });
            const { items, next } = listPage(models.all(), listed, parse(ListModels, input), "Descending");
            return { Models: items.map(summaryOf), ...next };
        },
        DeleteModel(input) {
            const model = existingModel(models, parse(NamedModel, input).ModelName);
            models.delete(model.ModelName);
            tags.drop(model.ModelArn);
            return {};
        },
    };
}

/** The model of a name, refused in SageMaker's words when there is none. */
export function existingModel(models: Table<ModelRecord>, name: string): ModelRecord {
    const model = models.get(name);
    if (model === undefined) {
        throw new ApiError("ValidationException", `Could not find model "${arnOf("model", name)}".`);
    }
    return model;
}

function oneContainer(
    primary: ContainerDefinition | undefined,
    containers: readonly ContainerDefinition[] = [],
): ContainerDefinition {
    const [container, ...others] = primary === undefined ? containers : [primary, ...containers];
    if (container === undefined) {
        throw new ApiError("ValidationException", "Either PrimaryContainer or Containers must be specified.");
    }
    if (others.length > 0) {
        throw new ApiError("ValidationException", "Local SageMaker hosts models of one container only.");
    }
    return container;
}

function checkModelData(container: ContainerDefinition, objects: Objects): void {
    const uri = modelDataOf(container);
    const place = uri === undefined ? undefined : parseS3Uri(uri);
    if (
        place !== undefined &&
        objects.get(place.bucket, place.key) === undefined &&
        objects.list(place.bucket, place.key).length === 0
    ) {
        throw new ApiError("ValidationException", `Could not find model data at ${uri}.`);
    }
}

function summaryOf({ ModelName: name, ModelArn, CreationTime }: ModelRecord): object {
    return { ModelName: name, ModelArn, CreationTime: CreationTime / 1000 };
}
