import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import fs from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import type { Undo } from "./engineRecord.ts";
import { restoreNetwork } from "./hostNetwork.ts";

/** Ends what still runs of an engine, however it ended, and leaves the machine as it was before it. */
export async function undoEngine({ folder, before }: Undo): Promise<void> {
    if (folder !== undefined) {
        await killProcessesNaming(folder);
        await unmountBelow(folder);
    }
    if (before !== undefined) {
        await restoreNetwork(before);
    }
    if (folder !== undefined) {
        await fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
}

/** After a kill, containerd, its shims and what runs in the containers live on; all but the last name the engine's folder. */
async function killProcessesNaming(folder: string): Promise<void> {
    for (let round = 0; round < 50; round++) {
        const found = processes().filter((pid) => namesFolder(pid, folder));
        // A container's processes are the children of its shim.
        for (const pid of found.flatMap((parent) => [...descendantsOf(parent), parent])) {
            killIfThere(pid);
        }
        if (found.length === 0) {
            return;
        }
        await wait(100);
    }
}

const processes = (): number[] =>
    readdirSync("/proc")
        .map(Number)
        .filter((pid) => pid > 1 && pid !== process.pid);

function namesFolder(pid: number, folder: string): boolean {
    const [program = "", ...args] = read(`/proc/${pid}/cmdline`).split("\0");
    return (
        /(?:dockerd|containerd(?:-shim\S*)?|docker-proxy|docker-registry|conmon)$/.test(program) &&
        args.some((arg) => arg.includes(`${folder}/`))
    );
}

function descendantsOf(pid: number): number[] {
    const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(" ").map(Number);
    return children.filter((child) => child > 1).flatMap((child) => [...descendantsOf(child), child]);
}

function killIfThere(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // It has ended meanwhile.
    }
}

async function unmountBelow(folder: string): Promise<void> {
    const points = read("/proc/mounts")
        .split("\n")
        .flatMap((line) => line.split(" ")[1] ?? []);
    for (const point of points.filter((name) => name.startsWith(`${folder}/`)).toReversed()) {
        await promisify(execFile)("umount", ["--lazy", point]);
    }
}

function read(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
