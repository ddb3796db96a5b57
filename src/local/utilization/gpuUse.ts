import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What the GPUs of this machine do, whoever has them do it: percent, up to 100 for each of them. */
export interface GpuUse {
    readonly utilization: number;
    readonly memory: number;
}

const QUERY = ["--query-gpu=utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits"];

/** Asks NVIDIA's own tool. Where it cannot be run the machine has no GPU for us, and it is not asked again. */
export function gpuMeter(program = "nvidia-smi"): () => Promise<GpuUse | undefined> {
    let isMissing = false;
    return async () => {
        if (isMissing) {
            return undefined;
        }
        try {
            const { stdout } = await promisify(execFile)(program, QUERY, { timeout: 5000, windowsHide: true });
            return gpuUseOf(stdout);
        } catch {
            isMissing = true;
            return undefined;
        }
    };
}

/** Reads a line for each GPU, `percent, MiB used, MiB in all`; undefined when there is none. */
export function gpuUseOf(text: string): GpuUse | undefined {
    const gpus = text.split("\n").flatMap((line) => {
        const [utilization = Number.NaN, used = Number.NaN, total = Number.NaN] = line.split(",").map(Number);
        return Number.isFinite(utilization) && used >= 0 && total > 0 ? [{ utilization, memory: (used / total) * 100 }] : [];
    });
    return gpus.length === 0
        ? undefined
        : {
              utilization: gpus.reduce((sum, gpu) => sum + gpu.utilization, 0),
              memory: gpus.reduce((sum, gpu) => sum + gpu.memory, 0),
          };
}
