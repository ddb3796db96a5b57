import os from "node:os";
import { engineCommand } from "../engine/engineCommand.ts";
import type { Launch } from "../runners/runner.ts";
import type { Use } from "./use.ts";

/** What a container uses by its engine's own account; undefined when the engine does not say. */
export async function containerUse({ program, container = "", environment }: Launch): Promise<Use | undefined> {
    const args = ["stats", "--no-stream", "--format={{.CPUPerc}} {{.MemPerc}}", container];
    const { code, stdout } = await engineCommand(program, args, environment, 10_000);
    const [, cpu, memory] = /^([\d.]+)%\s+([\d.]+)%/.exec(stdout.trim()) ?? [];
    return code === 0 && cpu !== undefined
        ? { cpu: { percent: Number(cpu) }, memoryBytes: (Number(memory) / 100) * os.totalmem() }
        : undefined;
}
