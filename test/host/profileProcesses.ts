import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Profile } from "./profile.ts";

/**
 * Ids of the processes that work below the profile's folder or were told of it in their environment:
 * extension hosts, and what extensions started to outlive the window. Linux only; elsewhere empty.
 */
export function profileProcesses(profile: Profile): number[] {
    return folderProcesses(profile.root);
}

/** Those that work below a folder, or were told of it in their environment. */
export function folderProcesses(folder: string): number[] {
    return processIds().filter((pid) => pid !== process.pid && knowsOf(pid, folder));
}

/** Ends all of them at once. */
export function killProfileProcesses(profile: Profile): void {
    for (const pid of profileProcesses(profile)) {
        try {
            process.kill(pid, "SIGKILL");
        } catch {
            // It ended by itself meanwhile.
        }
    }
}

function processIds(): number[] {
    return process.platform === "linux" ? readdirSync("/proc").map(Number).filter(Number.isInteger) : [];
}

function knowsOf(pid: number, folder: string): boolean {
    try {
        return (
            readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) || readFileSync(`/proc/${pid}/environ`, "utf8").includes(folder)
        );
    } catch {
        return false; // gone, or another user's
    }
}
