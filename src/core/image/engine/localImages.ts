import { Problem } from "../../problem.ts";
import type { ContainerEngine, LocalImage } from "./containerEngine.ts";
import { parseImageReference } from "../imageReference.ts";
import { contentTag } from "../imageTags.ts";

/**
 * Finds the image that a reference names: one that the engine knows, or `REPOSITORY@sha256:…` by the image's id, as images that were built
 * here are named. Refused with `imageMissing`.
 */
export async function localImageOf(
    engine: Pick<ContainerEngine, "inspect">,
    reference: string,
    signal: AbortSignal,
): Promise<LocalImage> {
    const digest = parseImageReference(reference)?.digest;
    const known = await engine.inspect(reference, signal);
    const image = known ?? (digest === undefined ? undefined : await engine.inspect(digest, signal));
    if (image === undefined) {
        throw new Problem("imageMissing", `The container engine has no image ${reference} any more. Build it again.`);
    }
    return image;
}

/** `TAG` of each `REPOSITORY:TAG` of an image. */
function tagsOf({ tags }: Pick<LocalImage, "tags">): readonly string[] {
    return [...new Set(tags.flatMap((tag) => parseImageReference(tag)?.tag ?? []))];
}

/**
 * The tag that an image gets in a repository: the one that tells what it was built from. Where tags cannot be written over, one of files
 * that differ from their commit would stand for one of many images, and the content names it instead.
 */
export function repositoryTag(image: LocalImage, isTagImmutable: boolean): string {
    const tag = tagsOf(image).find((one) => !/^(?:id-[0-9a-f]{12}|latest)$/.test(one));
    return tag === undefined || (isTagImmutable && tag.endsWith("-dirty")) ? contentTag(image.id) : tag;
}

/** Names an image by its content, as Local SageMaker finds it whatever is built later: `REPOSITORY@sha256:…`, or its id where it has no tag. */
export function contentReference({ id, tags }: Pick<LocalImage, "id" | "tags">): string {
    const names = tags.flatMap((tag) => parseImageReference(tag) ?? []);
    const name = names.find(({ registry }) => registry === undefined) ?? names[0];
    const registry = name?.registry === undefined ? "" : `${name.registry}/`;
    return name === undefined ? id : `${registry}${name.repository}@${id}`;
}

/** The first digits of an id or a digest, as engines print them. */
export function shortId(digest: string): string {
    return digest.replace(/^sha256:/, "").slice(0, 12);
}
