import { ecrRegistry, parseImageReference } from "../../core/image/imageReference.ts";
import type { StoredManifest } from "../../core/image/push/imageRepositories.ts";
import { readManifest } from "../../core/image/push/manifest.ts";
import { platformOf } from "../../core/image/platform.ts";
import type { CallerIdentity } from "../../core/account/identity.ts";
import { once } from "../../core/once.ts";
import { type Place, placeName } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import type { Check, Finding } from "../../core/preflight/finding.ts";
import type { ImageConfig } from "../../core/preflight/imageConfigs.ts";
import { cudaFinding, fittingAmi, imageFinding, type ImageTarget } from "../../core/preflight/imageFinding.ts";
import { gpuOf } from "../../core/image/gpuFamilies.ts";
import type { Sources } from "./sources.ts";

type Needs = Pick<Sources, "identityIn" | "repositoriesIn" | "imageConfigsIn">;

/** So long a configuration is waited for, which lies in S3 and is a few kilobytes. */
const CONFIG_MS = 8000;

interface Read {
    readonly stored: StoredManifest | undefined;
    readonly config: ImageConfig | undefined;
}

/** An image, and what it is to be started on. */
export interface ImageQuestion<P> {
    /** Empty while it is yet to be built, which is done for the target. */
    readonly image: string;
    readonly target: ImageTarget;
    readonly place: Place;
    /** The plan with another host for its endpoint; undefined where there is no choice. */
    readonly withAmi?: (inferenceAmiVersion: string) => P;
}

/** Checks that SageMaker would take an image, on this type of instance. */
export function imageChecks<P>(
    { image, target, place, withAmi }: ImageQuestion<P>,
    needs: Needs,
    signal: AbortSignal,
): readonly Check<P>[] {
    if (image === "") {
        const wanted = platformOf(target.purpose, target.instanceType);
        const sentence = `The launch builds the image for ${wanted} and pushes it.`;
        return [{ id: "image", title: "Image", find: async () => ({ light: "ok", sentence }) }];
    }
    const read = once(() => readImage(image, place, needs, signal));
    const elsewhere = async () => {
        const { account } = await (await needs.identityIn(place))(signal);
        return elsewhereFinding(image, place, account);
    };
    const checkImage = async (): Promise<Finding<never>> => {
        const there = await elsewhere();
        if (there !== undefined) {
            return there;
        }
        const { stored, config } = await read();
        return imageFinding(image, stored, config, target);
    };
    const checkCuda = async (): Promise<Finding<P>> => {
        // A repository of this name in the own account holds other images.
        const { config } = (await elsewhere()) === undefined ? await read() : {};
        const finding = config && cudaFinding(config.cuda, target);
        if (finding === undefined) {
            return { light: "unknown", sentence: "What the image brings of CUDA could not be read." };
        }
        const ami = config?.cuda === undefined ? undefined : fittingAmi(config.cuda);
        const isMended = ami !== undefined && cudaFinding(config?.cuda, { ...target, inferenceAmiVersion: ami })?.light === "ok";
        return finding.light !== "fail" || !isMended || withAmi === undefined
            ? finding
            : { ...finding, fixes: [{ kind: "changePlan", label: `Use ${ami}`, plan: withAmi(ami) }] };
    };
    const isForGpu = gpuOf(target.instanceType) !== undefined;
    return [
        { id: "image", title: "Image", find: checkImage },
        ...(isForGpu ? [{ id: "cuda", title: "CUDA", find: checkCuda }] : []),
    ];
}

/** SageMaker takes images of ECR in the region of the job; what another account has, only that account may tell. */
function elsewhereFinding(image: string, place: Place, account: CallerIdentity["account"]): Finding<never> | undefined {
    const host = parseImageReference(image)?.registry;
    const registry = host === undefined ? undefined : ecrRegistry(host);
    if (registry === undefined) {
        return { light: "fail", sentence: `SageMaker takes images from ECR, and this is elsewhere: ${image}.` };
    }
    if (registry.region !== place.region) {
        return {
            light: "fail",
            sentence: `The image is in ${registry.region}, and ${placeName(place)} takes only images of its own region. Push it there.`,
        };
    }
    return registry.account === account
        ? undefined
        : { light: "unknown", sentence: `The image is in account ${registry.account}, and is not looked at from here.` };
}

/** What ECR has of an image. */
export async function readImage(
    image: string,
    place: Place,
    { repositoriesIn, imageConfigsIn }: Needs,
    signal: AbortSignal,
): Promise<Read> {
    const parsed = parseImageReference(image);
    if (parsed === undefined) {
        return { stored: undefined, config: undefined };
    }
    const { repository, digest, tag = "latest" } = parsed;
    const stored = await manifestOf(await repositoriesIn(place), repository, digest ?? tag, signal);
    const manifest = stored && readManifest(stored);
    if (manifest?.kind !== "image") {
        return { stored, config: undefined };
    }
    // What an image is for is said in its configuration alone; that it cannot be read makes the verdict a guess, and is no failure.
    const configs = await imageConfigsIn(place);
    const until = AbortSignal.any([signal, AbortSignal.timeout(CONFIG_MS)]);
    const config = await configs.read(repository, manifest.config.digest, until).catch(() => undefined);
    return { stored, config };
}

async function manifestOf(
    repositories: Awaited<ReturnType<Needs["repositoriesIn"]>>,
    repository: string,
    reference: string,
    signal: AbortSignal,
): Promise<StoredManifest | undefined> {
    try {
        return await repositories.manifest(repository, reference, signal);
    } catch (error) {
        if (Problem.is(error, "repositoryMissing")) {
            return undefined;
        }
        throw error;
    }
}
