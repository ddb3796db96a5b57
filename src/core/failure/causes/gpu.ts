import { BUILD_IMAGE, type CauseRule, said, WITH_CHANGES } from "../clues.ts";

/** What goes wrong between a program and a GPU. */
export const GPU_CAUSES: readonly CauseRule[] = [
    {
        id: "cudaVersion",
        find: said(
            /UNSUPPORTED_PTX_VERSION|PTX was compiled with an unsupported toolchain|driver version is insufficient for CUDA runtime/i,
        ),
        explain: (_found, { evidence }) => ({
            cause: "The program was built with a newer CUDA than the driver of the instance knows.",
            fix:
                evidence.kind === "endpoint"
                    ? "Deploy with a newer InferenceAmiVersion, or build with an older CUDA image."
                    : "Build with an image of an older CUDA release.",
            way: BUILD_IMAGE,
        }),
    },
    {
        id: "cudaKernel",
        find: said(/no kernel image is available|CUDA_ERROR_NO_BINARY_FOR_GPU|Unsupported gpu architecture/i),
        explain: (_found, { evidence }) => ({
            cause: `The kernels of the program were compiled for another GPU than that of ${evidence.instanceType ?? "the instance"}.`,
            fix: "Set CUDA_COMPUTE_CAP to that of the instance's GPU when the image is built.",
            way: BUILD_IMAGE,
        }),
    },
    {
        id: "noGpu",
        find: said(/CUDA_ERROR_NO_DEVICE|no CUDA-capable device/i),
        explain: (_found, { evidence }) => ({
            cause: `The program looked for a GPU, and there is none on ${evidence.instanceType ?? "the instance"}.`,
            fix: "Take an instance type with a GPU (ml.g, ml.p), or let the program go on with the CPU.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "gpuMemory",
        find: said(/CUDA_ERROR_OUT_OF_MEMORY|CUDA out of memory/i),
        explain: () => ({
            cause: "The memory of the GPU was not enough.",
            fix: "Make the batch smaller, or take an instance type whose GPU has more memory.",
            way: WITH_CHANGES,
        }),
    },
];
