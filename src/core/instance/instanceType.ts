/** An instance type as far as one chooses by it. */
export interface InstanceType {
    /** Such as `ml.g5.xlarge`. */
    readonly name: string;
    readonly vcpus: number;
    readonly memoryGib: number;
    readonly gpu?: Gpus;
}

/** The GPUs of one instance. */
export interface Gpus {
    /** NVIDIA's name, such as `A10G`. */
    readonly model: string;
    readonly count: number;
    /** Of one GPU. */
    readonly memoryGib: number;
    /** Such as `8.6`. */
    readonly computeCapability: string;
}

/** What an instance is started for, in the words of the quotas' names: `ml.g5.xlarge for training job usage`. */
export type InstanceUse = "training job" | "spot training job" | "training warm pool" | "endpoint";

/** The size of an instance: `4 vCPU · 16 GB · 1 × A10G 24 GB`. */
export function instanceTypeText({ vcpus, memoryGib, gpu }: InstanceType): string {
    const gpus = gpu && `${gpu.count} × ${gpu.model} ${gpu.memoryGib} GB`;
    return [`${vcpus} vCPU`, `${memoryGib} GB`, ...(gpus === undefined ? [] : [gpus])].join(" · ");
}
