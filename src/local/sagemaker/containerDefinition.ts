import * as z from "zod/mini";
import { parseImageReference } from "../../core/image/imageReference.ts";
import { ApiError } from "../protocol/apiError.ts";
import { EntityName, S3Uri, stringMap, text } from "../protocol/shapes.ts";

/** What a model runs: an image, the artifact it loads, and its environment. */
export const ContainerDefinition = z.object({
    ContainerHostname: z.optional(EntityName),
    Image: z.optional(text({ max: 255, pattern: "[\\S]+" })),
    ImageConfig: z.optional(z.object({ RepositoryAccessMode: z.enum(["Platform", "Vpc"]) })),
    Mode: z._default(z.enum(["SingleModel", "MultiModel"]), "SingleModel"),
    ModelDataUrl: z.optional(S3Uri),
    ModelDataSource: z.optional(
        z.object({
            S3DataSource: z.object({
                S3Uri,
                S3DataType: z.enum(["S3Prefix", "S3Object"]),
                CompressionType: z.enum(["None", "Gzip"]),
            }),
        }),
    ),
    Environment: z._default(
        stringMap({ max: 1024, pattern: "[a-zA-Z_][a-zA-Z0-9_]*" }, { max: 1024, pattern: "[\\S\\s]*" }, 100),
        {},
    ),
});

/** A container with SageMaker's defaults filled in. */
export type ContainerDefinition = z.output<typeof ContainerDefinition>;

/** Refuses what SageMaker refuses about a container of a model, and what Local SageMaker cannot run. Images need not be in ECR here. */
export function checkContainer({ Image, Mode }: ContainerDefinition): void {
    if (Image === undefined) {
        throw invalid("The container definition needs an Image: Local SageMaker has no model packages.");
    }
    if (Mode === "MultiModel") {
        throw invalid("Local SageMaker hosts containers of Mode SingleModel only.");
    }
    const { tag, digest } = parseImageReference(Image) ?? {};
    if (tag === undefined && digest === undefined) {
        throw invalid(`ECR image "${Image}" is invalid.`);
    }
}

/** The artifact of a container, under whichever of its two members it was named. */
export function modelDataOf({ ModelDataUrl, ModelDataSource }: ContainerDefinition): string | undefined {
    return ModelDataUrl ?? ModelDataSource?.S3DataSource.S3Uri;
}

function invalid(message: string): ApiError {
    return new ApiError("ValidationException", message);
}
