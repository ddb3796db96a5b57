import type { ImageDetail, Repository } from "@aws-sdk/client-ecr";
import type { ImageRepository, RepositoryImage } from "../../../core/image/push/imageRepositories.ts";

/** The SDK types every member as optional; ECR always answers these. */
export function repositoryOf({ repositoryName, repositoryUri, repositoryArn, imageTagMutability }: Repository): ImageRepository {
    if (repositoryName === undefined || repositoryUri === undefined || repositoryArn === undefined) {
        throw new Error("ECR answered a repository without name, URI or ARN.");
    }
    // With exclusions some tags may be written over: ECR judges that, so such a repository counts as the stricter kind.
    const isTagImmutable = imageTagMutability?.startsWith("IMMUTABLE") ?? false;
    return { name: repositoryName, uri: repositoryUri, arn: repositoryArn, isTagImmutable };
}

export function imageOf(detail: ImageDetail): RepositoryImage {
    return {
        digest: detail.imageDigest ?? "",
        tags: detail.imageTags ?? [],
        pushedAt: detail.imagePushedAt?.getTime() ?? 0,
        sizeBytes: detail.imageSizeInBytes,
        mediaType: detail.imageManifestMediaType,
        findings: detail.imageScanFindingsSummary?.findingSeverityCounts,
    };
}
