import { Problem } from "../../problem.ts";
import type { LocalImage } from "../engine/containerEngine.ts";
import type { ImageRepositories, ImageRepository, StoredManifest } from "./imageRepositories.ts";
import { digestFor, dockerForm, readManifest } from "./manifest.ts";
import { DOCKER_MANIFEST } from "./mediaTypes.ts";
import { type PushVerdict, verdictOn } from "./pushVerdict.ts";
import type { Platform } from "../platform.ts";

interface Needs {
    readonly repositories: Pick<ImageRepositories, "manifest" | "putManifest">;
    /** Whether to put the manifest again in Docker's form, which only some images need. */
    readonly confirmRepair: (reason: string) => Promise<boolean>;
}

/** An image in a repository that SageMaker takes. */
export interface AcceptedImage {
    /** `REGISTRY/REPOSITORY@sha256:…`: jobs and models name it so, because a tag may move. */
    readonly uri: string;
    readonly digest: string;
    /** The tag that it has, which a repair may have had to change. */
    readonly tag: string;
    readonly isRepaired: boolean;
    readonly verdict: Extract<PushVerdict, { readonly kind: "accepted" }>;
}

/** What was pushed, and what it is for. */
export interface Settlement {
    readonly repository: Pick<ImageRepository, "name" | "uri" | "isTagImmutable">;
    readonly tag: string;
    /** As the push said. */
    readonly digest: string;
    /** Undefined for what something else than this machine's engine has pushed. */
    readonly image: LocalImage | undefined;
    readonly wanted: Platform | undefined;
}

/**
 * Reads back what a push has left in the repository, and judges it as SageMaker will. What SageMaker would refuse for its form alone is put
 * again in Docker's form if the user wants that; anything else is refused with `imageRefused`.
 */
export async function settlePush(needs: Needs, pushed: Settlement, signal: AbortSignal): Promise<AcceptedImage> {
    const stored = await readBack(needs, pushed, signal);
    const verdict = verdictOf(stored, pushed);
    if (verdict.kind === "accepted") {
        return accepted(pushed, { digest: stored.digest, tag: pushed.tag, isRepaired: false, verdict });
    }
    if (verdict.kind === "refused" || !(await needs.confirmRepair(verdict.reason))) {
        throw refusal(pushed, verdict.reason);
    }
    return repair(needs, pushed, stored, signal);
}

async function repair(needs: Needs, pushed: Settlement, stored: StoredManifest, signal: AbortSignal): Promise<AcceptedImage> {
    const { repository, wanted, image } = pushed;
    const one = await singleImage(needs, pushed, stored, signal);
    // A tag that cannot be written over keeps what SageMaker refuses, and the repaired image gets a name beside it.
    const tag = repository.isTagImmutable ? `${pushed.tag.slice(0, 121)}-docker` : pushed.tag;
    const digest = await needs.repositories.putManifest(repository.name, DOCKER_MANIFEST, dockerText(pushed, one), tag, signal);
    const again = await readBack(needs, { ...pushed, digest }, signal);
    const verdict = verdictOn(again, { local: image, wanted, listed: one.listed });
    if (verdict.kind !== "accepted") {
        throw refusal(pushed, `${verdict.reason}, and putting its manifest again did not help`);
    }
    return accepted(pushed, { digest, tag, isRepaired: true, verdict });
}

interface SingleImage {
    readonly stored: StoredManifest;
    /** The platform under which an index lists it. */
    readonly listed: string | undefined;
}

/** The image itself, or the one that an index has for the platform. */
async function singleImage(needs: Needs, pushed: Settlement, stored: StoredManifest, signal: AbortSignal): Promise<SingleImage> {
    const manifest = readManifest(stored);
    if (manifest?.kind !== "index") {
        return { stored, listed: undefined };
    }
    const listed = pushed.wanted ?? pushed.image?.platform ?? "linux/amd64";
    const digest = digestFor(manifest, listed);
    if (digest === undefined) {
        throw refusal(pushed, `it is an index without an image for ${listed}`);
    }
    return { stored: await readBack(needs, { ...pushed, digest }, signal), listed };
}

function dockerText(pushed: Settlement, { stored }: SingleImage): string {
    const manifest = readManifest(stored);
    if (stored.mediaType === DOCKER_MANIFEST) {
        return stored.text;
    }
    const form = manifest?.kind === "image" ? dockerForm(manifest) : { fault: "it is no single image" };
    if ("fault" in form) {
        throw refusal(pushed, form.fault);
    }
    return form.text;
}

async function readBack(
    { repositories }: Needs,
    { repository, digest }: Settlement,
    signal: AbortSignal,
): Promise<StoredManifest> {
    const stored = await repositories.manifest(repository.name, digest, signal);
    if (stored === undefined || stored.digest !== digest) {
        throw new Problem(
            "imageRefused",
            `The push to ${repository.name} was told to have succeeded, but the repository has no image ${digest}. Push again.`,
        );
    }
    return stored;
}

function verdictOf(stored: StoredManifest, { image, wanted }: Settlement): PushVerdict {
    return verdictOn(stored, { local: image, wanted });
}

function accepted({ repository }: Settlement, image: Omit<AcceptedImage, "uri">): AcceptedImage {
    return { uri: `${repository.uri}@${image.digest}`, ...image };
}

function refusal({ repository, tag }: Settlement, reason: string): Problem {
    return new Problem("imageRefused", `SageMaker will not take ${repository.name}:${tag}: ${reason}.`);
}
