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

/**
 * Names an image by its content, as Local SageMaker finds it whatever is built later: `REPOSITORY@sha256:…`. One without a tag is known by the
 * digest that it was pulled by, or by its id alone.
 */
export function contentReference({ id, tags, digests }: Pick<LocalImage, "id" | "tags" | "digests">): string {
    const names = tags.flatMap((tag) => parseImageReference(tag) ?? []);
    const name = names.find(({ registry }) => registry === undefined) ?? names[0];
    const registry = name?.registry === undefined ? "" : `${name.registry}/`;
    return name === undefined ? (digests[0] ?? id) : `${registry}${name.repository}@${id}`;
}

/**
 * What an image is called in a list, the best name first and without a registry, which would leave no room for what tells images apart: a tag
 * of this machine that says more than its content, another tag, or the digest that it was pulled by, cut short.
 */
export function imageNames({ id, tags, digests }: Pick<LocalImage, "id" | "tags" | "digests">): readonly [string, ...string[]] {
    const here = tags.filter((tag) => parseImageReference(tag)?.registry === undefined);
    const [best, ...others] = here.filter((tag) => !/:id-[0-9a-f]{12}$/.test(tag));
    return [best ?? here[0] ?? shortened(withoutRegistry(tags[0] ?? digests[0] ?? id)), ...others];
}

function withoutRegistry(reference: string): string {
    const registry = parseImageReference(reference)?.registry;
    return registry === undefined ? reference : reference.slice(registry.length + 1);
}

/** A reference by digest with as much of it as tells images apart. */
export function shortened(reference: string): string {
    return reference.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1");
}

/** The first digits of an id or a digest, as engines print them. */
export function shortId(digest: string): string {
    return digest.replace(/^sha256:/, "").slice(0, 12);
}
