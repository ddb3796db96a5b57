import { compareVersions } from "./version.ts";

/** The NVIDIA GPUs of an instance family. */
export interface GpuFamily {
    /** Compute capability, such as `8.6`: what `sm_86` and `CUDA_COMPUTE_CAP=86` mean. */
    readonly computeCapability: string;
    /** The oldest CUDA toolkit whose compiler knows this GPU. */
    readonly minimumCuda: string;
    /** What the host of an endpoint has unless InferenceAmiVersion says otherwise; undefined where AWS does not publish it. */
    readonly endpointDefault: CudaDriver | undefined;
}

/** NVIDIA's driver on a host, and the newest CUDA that it is made for. */
export interface CudaDriver {
    readonly version: number;
    readonly cuda: string;
}

/** A value of a production variant's InferenceAmiVersion. */
interface InferenceAmi {
    readonly version: string;
    readonly driver: CudaDriver;
}

const DRIVER_470: CudaDriver = { version: 470, cuda: "11.4" };
const DRIVER_535: CudaDriver = { version: 535, cuda: "12.2" };
const DRIVER_550: CudaDriver = { version: 550, cuda: "12.4" };
const DRIVER_580: CudaDriver = { version: 580, cuda: "13.0" };

const gpu = (computeCapability: string, minimumCuda: string, endpointDefault?: CudaDriver): GpuFamily => ({
    computeCapability,
    minimumCuda,
    endpointDefault,
});

// Compute capabilities and oldest toolkits are NVIDIA's public figures. The drivers are those of SageMaker's documentation for endpoints;
// for training hosts AWS publishes none, and there is no way to choose.
const FAMILIES: ReadonlyMap<string, GpuFamily> = new Map([
    ["p2", gpu("3.7", "6.5", DRIVER_470)],
    ["p3", gpu("7.0", "9.0", DRIVER_470)],
    ["p3dn", gpu("7.0", "9.0")],
    ["g4dn", gpu("7.5", "10.0", DRIVER_470)],
    ["p4d", gpu("8.0", "11.0", DRIVER_470)],
    ["p4de", gpu("8.0", "11.0", DRIVER_470)],
    ["g5", gpu("8.6", "11.1", DRIVER_470)],
    ["g6", gpu("8.9", "11.8", DRIVER_535)],
    ["g6e", gpu("8.9", "11.8")],
    ["p5", gpu("9.0", "11.8", DRIVER_535)],
    ["p5e", gpu("9.0", "11.8", DRIVER_550)],
    ["p5en", gpu("9.0", "11.8", DRIVER_550)],
    ["p6-b200", gpu("10.0", "12.8")],
    ["p6-b300", gpu("10.3", "12.9")],
    ["p6e-gb200", gpu("10.0", "12.8")],
    ["g7", gpu("12.0", "12.8")],
    ["g7e", gpu("12.0", "12.8")],
]);

/** Oldest driver first. */
const INFERENCE_AMIS: readonly InferenceAmi[] = [
    { version: "al2-ami-sagemaker-inference-gpu-2", driver: DRIVER_535 },
    { version: "al2-ami-sagemaker-inference-gpu-2-1", driver: DRIVER_535 },
    { version: "al2-ami-sagemaker-inference-gpu-3-1", driver: DRIVER_550 },
    { version: "al2023-ami-sagemaker-inference-gpu-4-1", driver: DRIVER_580 },
];

/** The GPUs of an instance type such as `ml.g5.xlarge`; undefined for one without, and for one that came after this table. */
export function gpuOf(instanceType: string): GpuFamily | undefined {
    return FAMILIES.get(instanceType.split(".")[1] ?? "");
}

/** The InferenceAmiVersion with the oldest driver that this CUDA toolkit needs no newer one than; undefined when there is none. */
export function inferenceAmiFor(cuda: string): InferenceAmi | undefined {
    return INFERENCE_AMIS.find(({ driver }) => compareVersions(driver.cuda, cuda) >= 0);
}

/** What is known of a value of InferenceAmiVersion; undefined for one that came after this table, and for those without NVIDIA's driver. */
export function inferenceAmiNamed(version: string): InferenceAmi | undefined {
    return INFERENCE_AMIS.find((ami) => ami.version === version);
}
