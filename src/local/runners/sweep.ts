import fs from "node:fs";
import { spawnSync } from "node:child_process";

/** Sends a signal to a program and to all that it started within its process group. Windows knows no groups: there the whole tree ends at once. */
export function signalGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
    if (process.platform === "win32") {
        spawnSync("taskkill", ["/PID", String(pid), "/T", "/F"], { timeout: 10_000, windowsHide: true });
        return;
    }
    try {
        process.kill(-pid, signal);
    } catch {
        // Nobody is left in the group.
    }
}

/**
 * Kills what a program left behind: its group, and, where the system shows environments (Linux), every process that carries `mark` in its own,
 * which finds those that began a session of their own. A container's processes end with its first one, and so do these.
 */
export function sweep(pid: number | undefined, mark: string): void {
    if (pid !== undefined) {
        signalGroup(pid, "SIGKILL");
    }
    if (process.platform !== "linux") {
        return;
    }
    for (const other of carriers(mark)) {
        try {
            process.kill(other, "SIGKILL");
        } catch {
            // It ended in between.
        }
    }
}

function carriers(mark: string): readonly number[] {
    return fs
        .readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && carries(name, mark))
        .map(Number);
}

function carries(pid: string, mark: string): boolean {
    try {
        return `\0${fs.readFileSync(`/proc/${pid}/environ`, "utf8")}\0`.includes(`\0${mark}\0`);
    } catch {
        return false; // Ended, or somebody else's.
    }
}

/** The environment entry by which the processes of one job or variant are found: no two share the root of their /opt/ml. */
export function markOf(environment: Readonly<Record<string, string>>): string {
    return `SAGEMAKER_BASE_DIR=${environment["SAGEMAKER_BASE_DIR"]}`;
}
