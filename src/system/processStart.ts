import fs from "node:fs";
import { spawnSync } from "node:child_process";
import { systemCode } from "./systemCode.ts";

/** A process that can be told from a later one with the same pid. */
export interface ProcessIdentity {
    readonly pid: number;
    /** Empty where it could not be told. */
    readonly processStartedAt: string;
}

/** Unknown where a program has to be asked, and could not be: it hangs, or may not run. */
type Start = { readonly kind: "at"; readonly text: string } | { readonly kind: "gone" } | { readonly kind: "unknown" };

/** What fits into the 32 bits that systems keep a pid in. */
const LARGEST_PID = 2 ** 31 - 1;

const GONE: Start = { kind: "gone" };
const UNKNOWN: Start = { kind: "unknown" };

/**
 * When a process started, as text to compare with itself: a pid alone says nothing, because pids are used again.
 * Undefined when that cannot be told or there is no such process, and for one that has ended but whose parent has not asked how.
 */
export function processStartedAt(pid: number): string | undefined {
    const start = startOf(pid);
    return start.kind === "at" ? start.text : undefined;
}

/** For what is taken from a process that is gone, and would do harm to one that is there: what cannot be told counts as alive. */
export function mayBeAlive({ pid, processStartedAt: startedAt }: ProcessIdentity): boolean {
    const start = startOf(pid);
    return start.kind === "at" ? startedAt === "" || start.text === startedAt : start.kind === "unknown";
}

/** For what is done to a process, as killing it: what cannot be told counts as another one with its pid. */
export function isSurelyAlive({ pid, processStartedAt: startedAt }: ProcessIdentity): boolean {
    return processStartedAt(pid) === startedAt;
}

function startOf(pid: number): Start {
    if (!isThere(pid)) {
        return GONE;
    }
    switch (process.platform) {
        case "linux":
            return fromProc(pid);
        case "win32":
            return ask("powershell", ["-NoProfile", "-Command", `(Get-Process -Id ${pid}).StartTime.Ticks`]);
        default:
            return ask("ps", ["-o", "lstart=", "-p", String(pid)]);
    }
}

/** Asks no program. One that may not be signaled is there; zero and less mean groups of processes. */
function isThere(pid: number): boolean {
    if (pid <= 0 || pid > LARGEST_PID || !Number.isInteger(pid)) {
        return false;
    }
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return systemCode(error) !== "ESRCH";
    }
}

/** The kernel's own count: state is the 1st and start time the 20th field after the name, which may itself hold spaces and parentheses. */
function fromProc(pid: number): Start {
    try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return fields[0] === "Z" || fields[0] === "X" || fields[19] === undefined ? GONE : { kind: "at", text: fields[19] };
    } catch (error) {
        return ["ENOENT", "ESRCH"].includes(systemCode(error) ?? "") ? GONE : UNKNOWN;
    }
}

function ask(program: string, args: readonly string[]): Start {
    // The same text in each process that asks, and after a journey to another time zone.
    const env = { ...process.env, TZ: "UTC", LC_ALL: "C" };
    const { status, stdout } = spawnSync(program, args, { encoding: "utf8", timeout: 10_000, windowsHide: true, env });
    return status === 0 && stdout.trim() !== "" ? { kind: "at", text: stdout.trim() } : UNKNOWN;
}
