import { LOCAL_ACCOUNT } from "../place.ts";

/**
 * An image without a container: the executables of a crate, named by their content. Local SageMaker's process runner takes it from a
 * bucket of its S3, so that a job or an endpoint is bound to what was built for it, whatever is built later.
 */
export interface ProcessImage {
    /** As ECR would name it, for TrainingImage and PrimaryContainer.Image. */
    readonly uri: string;
    readonly bucket: string;
    /** Executable's name (`train`, `serve`) → key in the bucket. */
    readonly keys: ReadonlyMap<string, string>;
}

const IMAGE_BUCKET = "local-images";

/** What the digest of a process image is made over: a line `NAME SHA256` for each executable, in name order. */
export function digestText(executables: ReadonlyMap<string, string>): string {
    return [...executables]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, sha256]) => `${name} ${sha256}\n`)
        .join("");
}

/** Names the image of a crate whose executables have this digest (hex). */
export function processImage(crate: string, digest: string, executables: readonly string[], region: string): ProcessImage {
    const repository = repositoryName(crate);
    return {
        uri: `${LOCAL_ACCOUNT}.dkr.ecr.${region}.amazonaws.com/${repository}@sha256:${digest}`,
        bucket: IMAGE_BUCKET,
        keys: new Map(executables.map((name) => [name, `${repository}/sha256/${digest}/${name}`])),
    };
}

/** ECR allows lower-case letters, digits and single separators between them, at least two characters. */
export function repositoryName(crate: string): string {
    const name = crate
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, 200)
        .replace(/^-+|-+$/g, "");
    return name.length < 2 ? `crate-${name}` : name;
}
