import fs from "node:fs";
import { spawnSync } from "node:child_process";

/**
 * When a process started, as text to compare with itself: a pid alone says nothing, because pids are used again.
 * Undefined when there is no such process, and for one that has ended but whose parent has not asked how.
 */
export function processStartedAt(pid: number): string | undefined {
    switch (process.platform) {
        case "linux":
            return fromProc(pid);
        case "win32":
            return ask("powershell", ["-NoProfile", "-Command", `(Get-Process -Id ${pid}).StartTime.Ticks`]);
        default:
            return ask("ps", ["-o", "lstart=", "-p", String(pid)]);
    }
}

/** A process that can be told from a later one with the same pid. */
export interface ProcessIdentity {
    readonly pid: number;
    readonly processStartedAt: string;
}

export function isAlive({ pid, processStartedAt: startedAt }: ProcessIdentity): boolean {
    return processStartedAt(pid) === startedAt;
}

/** The kernel's own count: state is the 1st and start time the 20th field after the name, which may itself hold spaces and parentheses. */
function fromProc(pid: number): string | undefined {
    try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
    } catch {
        return undefined;
    }
}

function ask(program: string, args: readonly string[]): string | undefined {
    // The same text in each process that asks, and after a journey to another time zone.
    const env = { ...process.env, TZ: "UTC", LC_ALL: "C" };
    const { status, stdout } = spawnSync(program, args, { encoding: "utf8", timeout: 10_000, windowsHide: true, env });
    return status === 0 && stdout.trim() !== "" ? stdout.trim() : undefined;
}
