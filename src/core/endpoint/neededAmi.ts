import { gpuOf, inferenceAmiFor } from "../image/gpuFamilies.ts";
import { compareVersions } from "../image/version.ts";

/**
 * The InferenceAmiVersion that an endpoint needs because the host's own driver is too old for the image's CUDA, or is not known; undefined
 * where the default will do, or nothing is known to do.
 */
export function neededAmi(instanceType: string, cuda: string | undefined): string | undefined {
    const gpu = gpuOf(instanceType);
    if (gpu === undefined || cuda === undefined) {
        return undefined;
    }
    const isEnough = gpu.endpointDefault !== undefined && compareVersions(gpu.endpointDefault.cuda, cuda) >= 0;
    return isEnough ? undefined : inferenceAmiFor(cuda)?.version;
}
