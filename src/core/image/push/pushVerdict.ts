import type { LocalImage } from "../engine/containerEngine.ts";
import type { StoredManifest } from "./imageRepositories.ts";
import { LARGEST_LAYER, LARGEST_SERVERLESS } from "../limits.ts";
import { dockerForm, type ImageManifest, isDockerLayer, platformsOf, readManifest } from "./manifest.ts";
import { DOCKER_MANIFEST } from "./mediaTypes.ts";
import type { Platform } from "../platform.ts";

/** What SageMaker will say to an image in a repository. */
export type PushVerdict =
    | {
          readonly kind: "accepted";
          /** Compressed, configuration and layers. */
          readonly sizeBytes: number;
          /** Undefined where neither the manifest nor the engine tells. */
          readonly platform: string | undefined;
          /** What the user should know all the same, in sentences. */
          readonly notes: readonly string[];
      }
    /** Only the form of the manifest is wrong: the same layers in Docker's form would be taken. */
    | { readonly kind: "repairable"; readonly reason: string }
    | { readonly kind: "refused"; readonly reason: string };

/** What is known about an image beside its manifest. */
export interface Pushed {
    /** As the engine that pushed it has it; undefined when it was pushed by something else. */
    readonly local: LocalImage | undefined;
    /** What SageMaker will start it on; undefined while that is open. */
    readonly wanted: Platform | undefined;
    /** What an index said that it is for. */
    readonly listed?: string | undefined;
}

/**
 * Judges a manifest as SageMaker will. It takes Docker's schema 2 alone: an OCI manifest and every index are refused when the job or
 * the model is created (aws/amazon-sagemaker-feedback#180).
 */
export function verdictOn(stored: StoredManifest, pushed: Pushed): PushVerdict {
    const manifest = readManifest(stored);
    if (manifest === undefined) {
        return { kind: "refused", reason: `its manifest is of the kind ${stored.mediaType || "unknown"}, which is no image` };
    }
    if (manifest.kind === "index") {
        const { wanted } = pushed;
        const has = platformsOf(manifest);
        return wanted !== undefined && !has.includes(wanted)
            ? { kind: "refused", reason: `it is an index without an image for ${wanted}: ${has.join(", ") || "none"}` }
            : { kind: "repairable", reason: "it is an index of several images, and SageMaker takes a single one" };
    }
    return imageVerdict(stored, manifest, pushed);
}

function imageVerdict(stored: StoredManifest, manifest: ImageManifest, { local, wanted, listed }: Pushed): PushVerdict {
    const platform = local !== undefined && isSame(local, stored, manifest) ? local.platform : listed;
    if (platform !== undefined && wanted !== undefined && platform !== wanted) {
        return { kind: "refused", reason: `it is built for ${platform}, and SageMaker would start it on ${wanted}` };
    }
    if (stored.mediaType !== DOCKER_MANIFEST) {
        const form = dockerForm(manifest);
        return "fault" in form
            ? { kind: "refused", reason: `${form.fault}. Build it again with this extension` }
            : { kind: "repairable", reason: "its manifest is in OCI's form, and SageMaker takes Docker's" };
    }
    const strange = manifest.layers.find(({ mediaType }) => !isDockerLayer(mediaType));
    if (strange !== undefined) {
        return { kind: "refused", reason: `a layer is of the kind ${strange.mediaType}. Build it again with this extension` };
    }
    if (manifest.layers.some(({ size }) => size > LARGEST_LAYER)) {
        return { kind: "refused", reason: "a layer is larger than the 52,000 MiB that ECR allows" };
    }
    const sizeBytes = manifest.layers.reduce((sum, { size }) => sum + size, manifest.config.size);
    return { kind: "accepted", sizeBytes, platform, notes: notesOn(sizeBytes, platform) };
}

/** Docker's classic store and Podman name an image by its configuration, containerd's store by its manifest. */
export function isSame({ id }: Pick<LocalImage, "id">, { digest }: StoredManifest, { config }: ImageManifest): boolean {
    return id === config.digest || id === digest;
}

function notesOn(sizeBytes: number, platform: string | undefined): readonly string[] {
    return [
        ...(platform === undefined ? ["What it was built for could not be told: compare it with the instance type."] : []),
        ...(platform === "linux/arm64" ? ["It is for linux/arm64: training jobs need linux/amd64."] : []),
        ...(sizeBytes > LARGEST_SERVERLESS ? ["It is over 10 GB, which serverless endpoints do not take."] : []),
    ];
}
