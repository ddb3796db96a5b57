import { gpuFault } from "../image/gpuFault.ts";
import { gpuOf, inferenceAmiFor, inferenceAmiNamed } from "../image/gpuFamilies.ts";
import { platformOf, type Purpose } from "../image/platform.ts";
import type { StoredManifest } from "../image/push/imageRepositories.ts";
import { verdictOn } from "../image/push/pushVerdict.ts";
import { compareVersions } from "../image/version.ts";
import type { Finding } from "./finding.ts";
import type { ImageConfig } from "./imageConfigs.ts";

/** What an image is to be started on. */
export interface ImageTarget {
    readonly purpose: Purpose;
    readonly instanceType: string;
    /** Of an endpoint; undefined for the family's default. */
    readonly inferenceAmiVersion?: string | undefined;
}

/** Judges the form and the platform of an image in ECR. The configuration is undefined where it could not be read. */
export function imageFinding(
    image: string,
    stored: StoredManifest | undefined,
    config: ImageConfig | undefined,
    { purpose, instanceType }: ImageTarget,
): Finding<never> {
    if (stored === undefined) {
        return { light: "fail", sentence: `The repository has no such image: ${image}.`, fixes: [PUSH] };
    }
    const wanted = platformOf(purpose, instanceType);
    const verdict = verdictOn(stored, { local: undefined, wanted, listed: config?.platform });
    if (verdict.kind !== "accepted") {
        const way = verdict.kind === "repairable" ? " Repair it, or push it again with this extension." : "";
        return { light: "fail", sentence: `SageMaker would refuse the image: ${verdict.reason}.${way}`, fixes: [PUSH] };
    }
    return verdict.platform === undefined
        ? {
              light: "unknown",
              sentence: `The image exists in a form that SageMaker takes; whether it is for ${wanted} could not be read.`,
          }
        : { light: "ok", sentence: `The image exists, for ${wanted}, in a form that SageMaker takes.` };
}

const PUSH = {
    kind: "runCommand",
    label: "Build and Push Image…",
    command: "rustSagemaker.image.push",
} as const;

/** Judges an image's CUDA against the GPU and, for an endpoint, the driver of the host. Undefined where neither has to do with a GPU. */
export function cudaFinding(cuda: string | undefined, target: ImageTarget): Finding<never> | undefined {
    const { instanceType } = target;
    const gpu = gpuOf(instanceType);
    if (gpu === undefined) {
        return cuda === undefined
            ? undefined
            : { light: "warn", sentence: `The image brings CUDA ${cuda}, and ${instanceType} has no GPU that is known here.` };
    }
    if (cuda === undefined) {
        return { light: "unknown", sentence: `${instanceType} has a GPU; the image does not say which CUDA it brings.` };
    }
    const fault = gpuFault(instanceType, cuda);
    if (fault !== undefined) {
        return { light: "fail", sentence: fault };
    }
    return target.purpose === "endpoint" ? driverFinding(cuda, target) : trainingDriverFinding(cuda, instanceType);
}

/** AWS does not publish the drivers of training hosts, and there is no way to choose. */
function trainingDriverFinding(cuda: string, instanceType: string): Finding<never> {
    return compareVersions(cuda, "13.0") >= 0
        ? {
              light: "warn",
              sentence: `CUDA ${cuda} fits the GPU of ${instanceType}. AWS does not publish the driver of training hosts; CUDA 12 is the safer choice.`,
          }
        : { light: "ok", sentence: `CUDA ${cuda} fits the GPU of ${instanceType}.` };
}

function driverFinding(cuda: string, { instanceType, inferenceAmiVersion }: ImageTarget): Finding<never> {
    const driver =
        inferenceAmiVersion === undefined ? gpuOf(instanceType)?.endpointDefault : inferenceAmiNamed(inferenceAmiVersion)?.driver;
    const where = inferenceAmiVersion ?? `the default of ${instanceType}`;
    if (driver === undefined) {
        return { light: "unknown", sentence: `The driver of ${where} is not published; the image brings CUDA ${cuda}.` };
    }
    if (compareVersions(cuda, driver.cuda) <= 0) {
        return { light: "ok", sentence: `CUDA ${cuda} fits driver ${driver.version} of ${where} (CUDA ${driver.cuda}).` };
    }
    const ami = fittingAmi(cuda);
    const way = ami === undefined ? "No InferenceAmiVersion has a newer one." : `Set InferenceAmiVersion to ${ami}.`;
    return {
        light: "fail",
        sentence: `CUDA ${cuda} is newer than driver ${driver.version} of ${where} (CUDA ${driver.cuda}), and the container may not start. ${way}`,
    };
}

/** The InferenceAmiVersion whose driver is new enough for an image's CUDA; undefined where there is none. */
export function fittingAmi(cuda: string): string | undefined {
    return inferenceAmiFor(cuda)?.version;
}
