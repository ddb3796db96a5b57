import { gpuOf } from "./gpuFamilies.ts";
import { compareVersions } from "./version.ts";

/** Why a CUDA toolkit is not for the GPU of an instance type, in a sentence about an image; undefined where it is, and where there is no GPU. */
export function gpuFault(instanceType: string, cuda: string): string | undefined {
    const gpu = gpuOf(instanceType);
    if (gpu === undefined) {
        return undefined;
    }
    if (compareVersions(cuda, gpu.minimumCuda) < 0) {
        return `Its CUDA ${cuda} does not know the GPU of ${instanceType} (compute capability ${gpu.computeCapability}): that takes CUDA ${gpu.minimumCuda}.`;
    }
    // nvcc 13 no longer knows compute capability 7.0.
    return compareVersions(gpu.computeCapability, "7.5") < 0 && compareVersions(cuda, "13.0") >= 0
        ? `CUDA 13 no longer compiles for the GPU of ${instanceType} (compute capability ${gpu.computeCapability}): take CUDA 12.`
        : undefined;
}
