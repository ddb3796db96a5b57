import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** What a program has started may have to clear up once it has ended: Podman's runtime ends the container of a build only then. */
const CLEARING_MS = 2000;
const LOOK_MS = 50;

/** A program that is being ended, with all that it has started. */
export interface EndingTree {
    /** To be called when the program itself has ended: waits for the rest, and kills what takes its time. */
    ended(): Promise<void>;
}

/** Asks a program and all that it has started to end, and kills what still runs after the grace. It must lead a group of its own. */
export function endTree({ pid }: ChildProcess, signal: NodeJS.Signals, graceMs: number): EndingTree {
    if (pid === undefined) {
        return { ended: () => Promise.resolve() };
    }
    if (process.platform === "win32") {
        spawn("taskkill", ["/T", "/F", "/PID", String(pid)], { stdio: "ignore" });
        return { ended: () => Promise.resolve() };
    }
    // A container that Podman builds in leaves the group, and outlives a Podman that is ended while it starts one.
    const started = descendants(pid);
    signalTo(-pid, signal);
    const killing = setTimeout(() => signalTo(-pid, "SIGKILL"), graceMs);
    // One that left the group and holds the output open would be waited for without end.
    const killingAll = setTimeout(() => killEach(started), graceMs + CLEARING_MS);
    return {
        async ended() {
            clearTimeout(killing);
            clearTimeout(killingAll);
            for (let waited = 0; waited < CLEARING_MS && (isGroupAlive(pid) || started.some(isAlive)); waited += LOOK_MS) {
                await wait(LOOK_MS);
            }
            signalTo(-pid, "SIGKILL");
            killEach(started);
        },
    };
}

function killEach(started: readonly Process[]): void {
    started.filter(isAlive).forEach(({ pid }) => signalTo(pid, "SIGKILL"));
}

const untilExit = new Set<number>();

/** Kills a program and all that is in its group when this process exits, as VS Code's extension host does at a reload. Answers how to leave it alone. */
export function killAtExit({ pid }: ChildProcess): () => void {
    if (pid === undefined) {
        return () => {};
    }
    const target = process.platform === "win32" ? pid : -pid;
    process.off("exit", killAll).once("exit", killAll); // one listener, however many programs there are
    untilExit.add(target);
    return () => untilExit.delete(target);
}

function killAll(): void {
    untilExit.forEach((target) => signalTo(target, "SIGKILL"));
}

/** Whether there was anything to take the signal; a group is the negative number of its leader. */
function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
    try {
        return process.kill(pid, signal);
    } catch {
        return false; // It has ended by itself, which is what was wanted.
    }
}

/** What has ended and waits for a slow parent to take note still counts to a group, so that Linux is asked about each. */
function isGroupAlive(pid: number): boolean {
    return signalTo(-pid, 0) && (process.platform !== "linux" || processes().some(({ group }) => group === pid));
}

interface Process {
    readonly pid: number;
    readonly parent: number;
    readonly group: number;
    /** A number is given out again; the moment of its start is not. */
    readonly startedAt: string;
}

/** What a program has started, and that in turn. Only Linux tells; elsewhere engines run containers in a virtual machine. */
function descendants(pid: number): readonly Process[] {
    const all = process.platform === "linux" ? processes() : [];
    const found = new Set([pid]);
    for (let before = 0; before < found.size;) {
        before = found.size;
        all.filter(({ parent }) => found.has(parent)).forEach((one) => found.add(one.pid));
    }
    return all.filter((one) => one.pid !== pid && found.has(one.pid));
}

function processes(): readonly Process[] {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (processOf(name) ?? []) : []));
}

function isAlive({ pid, startedAt }: Process): boolean {
    return processOf(String(pid))?.startedAt === startedAt;
}

/** Undefined for what has ended. */
function processOf(name: string): Process | undefined {
    try {
        // NUMBER (NAME) STATE PARENT GROUP …, where a name may hold anything; the 20th after it is the start.
        const fields =
            readFileSync(`/proc/${Number(name)}/stat`, "utf8")
                .split(") ")
                .at(-1)
                ?.split(" ") ?? [];
        const [state, parent, group] = fields;
        return state === "Z"
            ? undefined
            : { pid: Number(name), parent: Number(parent), group: Number(group), startedAt: fields[19] ?? "" };
    } catch {
        return undefined;
    }
}
