import fs from "node:fs";
import os from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { readProcessFile } from "../runners/processFiles.ts";
import type { MetricId, MetricStore } from "../store/metricStore.ts";
import { containerUse } from "./containerUse.ts";
import { gpuMeter } from "./gpuUse.ts";
import { processUse } from "./processUse.ts";
import type { Use } from "./use.ts";

/** Whose metrics they are. */
export type MetricsOf = Pick<MetricId, "namespace" | "dimensions">;

/** Measures the program that runs in a directory, until it is told to end. */
export type Utilization = (processDirectory: string, of: MetricsOf) => { end(): void };

/** CloudWatch has a value each minute. Here one can watch: each second in the first minute, and then less often. */
const FIRST_MS = 60_000;
const SOON_MS = 1000;
const LATER_MS = 5000;

/**
 * Puts CPUUtilization, MemoryUtilization and DiskUtilization, and those of the GPUs where there are some, as SageMaker does for an instance:
 * in percent, of the processor up to 100 for each core. The instance is this machine, and what is measured of it is the program's own part;
 * GPUs and the disk are looked at as a whole.
 */
export function utilization(metrics: Pick<MetricStore, "put">, report: (failure: unknown) => void): Utilization {
    const gpus = gpuMeter();
    const sample = async (directory: string, of: MetricsOf, before: Reading | undefined): Promise<Reading | undefined> => {
        const now = await readingOf(directory);
        const cpu = now && percentOf(before, now);
        if (now === undefined || cpu === undefined) {
            return now;
        }
        const gpu = await gpus();
        const values = {
            CPUUtilization: cpu,
            MemoryUtilization: (now.use.memoryBytes / os.totalmem()) * 100,
            DiskUtilization: diskUse(directory),
            ...(gpu !== undefined && { GPUUtilization: gpu.utilization, GPUMemoryUtilization: gpu.memory }),
        };
        const timestamp = Date.now();
        for (const [name, value] of Object.entries(values)) {
            metrics.put({ ...of, name }, { timestamp, value });
        }
        return now;
    };
    return (directory, of) => {
        const ending = new AbortController();
        const run = async (): Promise<void> => {
            const begun = performance.now();
            let last: Reading | undefined;
            while (!ending.signal.aborted) {
                last = await sample(directory, of, last);
                const pause = performance.now() - begun < FIRST_MS ? SOON_MS : LATER_MS;
                await delay(pause, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
            }
        };
        // A directory that is gone is the end of a program that nobody waits for.
        run().catch((error: unknown) => fs.existsSync(directory) && report(error));
        return { end: () => ending.abort() };
    };
}

interface Reading {
    readonly use: Use;
    /** Milliseconds of a clock that only goes on. */
    readonly at: number;
}

async function readingOf(directory: string): Promise<Reading | undefined> {
    const launch = readProcessFile(directory, "launch");
    const pid = readProcessFile(directory, "process")?.pid;
    if (launch === undefined || pid === undefined) {
        return undefined;
    }
    const use = await (launch.container === undefined ? processUse(pid) : containerUse(launch));
    return use && { use, at: performance.now() };
}

/** Percent of one core since the reading before; undefined for the first one of a program whose time is counted. */
function percentOf(before: Reading | undefined, { use: { cpu }, at }: Reading): number | undefined {
    if ("percent" in cpu) {
        return cpu.percent;
    }
    if (before === undefined || "percent" in before.use.cpu || at <= before.at) {
        return undefined;
    }
    return (Math.max(0, cpu.seconds - before.use.cpu.seconds) / ((at - before.at) / 1000)) * 100;
}

function diskUse(directory: string): number {
    const { blocks, bavail } = fs.statfsSync(directory);
    return blocks === 0 ? 0 : (1 - bavail / blocks) * 100;
}
