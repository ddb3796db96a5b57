import { readFileSync, rmSync } from "node:fs";
import fs from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { NetworkBefore } from "./hostNetwork.ts";

// One engine with a bridge can run on a machine; so its record has one place on it.
const file = "/run/rust-sagemaker-engine.json";
// A file for each process that uses the engine of another one, named by its number and start time.
const users = "/run/rust-sagemaker-engine.users";

/** What is to be undone of an engine, by its owner or, where that one died, by the next. */
export interface Undo {
    /** All that the engine keeps, and what its processes name on their command lines. */
    readonly folder?: string | undefined;
    readonly before?: NetworkBefore | undefined;
}

/** What is known of the engine of this machine. */
export interface EngineRecord extends Undo {
    readonly owner: ProcessIdentity;
    /** What others need to use it; absent until everything is ready. */
    readonly environment?: Readonly<Record<string, string>>;
}

/** A process: its number alone may belong to another one by now. */
export interface ProcessIdentity {
    readonly pid: number;
    readonly startTime: string;
}

const thisProcess: ProcessIdentity = { pid: process.pid, startTime: startTimeOf(process.pid) ?? "" };

/** The right to run the machine's engine, with what a dead owner left to undo; or the environment of the one that runs. */
export type EngineClaim = { readonly left: Undo } | { readonly environment: Readonly<Record<string, string>> };

/** Takes the right to run the machine's engine, or waits until that of another process can be used. */
export async function claimEngine(): Promise<EngineClaim> {
    while (!(await createRecord())) {
        const found = await readRecord();
        if (found !== undefined && !isRunning(found.owner)) {
            const left: Undo = { folder: found.folder, before: found.before };
            await writeEngineRecord(left);
            await wait(200); // others may have seen that, too: the last to write has it
            if ((await readRecord())?.owner.pid === process.pid) {
                return { left };
            }
        } else if (found?.environment !== undefined && (await join(found))) {
            return { environment: found.environment };
        }
        await wait(200); // until it is ready, or gone
    }
    return { left: {} };
}

/** Has the owner wait for this process, unless it has begun to stop already. */
async function join(found: EngineRecord): Promise<boolean> {
    const user = `${users}/${thisProcess.pid}-${thisProcess.startTime}`;
    await fs.mkdir(users, { recursive: true });
    await fs.writeFile(user, "");
    process.once("exit", () => rmSync(user, { force: true }));
    const now = await readRecord();
    const joined = now?.environment !== undefined && now.owner.pid === found.owner.pid;
    if (!joined) {
        await fs.rm(user, { force: true }); // else each would wait for the other
    }
    return joined;
}

/** Waits until no other process uses the engine of this one; what they do ends in its own time. */
export async function untilUnused(): Promise<void> {
    const inUse = async () => {
        const names = await fs.readdir(users).catch(() => []);
        return names.some((name) => {
            const [pid = "", startTime = ""] = name.split("-");
            return isRunning({ pid: Number(pid), startTime });
        });
    };
    while (await inUse()) {
        await wait(500);
    }
    await fs.rm(users, { recursive: true, force: true });
}

async function createRecord(): Promise<boolean> {
    const record: EngineRecord = { owner: thisProcess };
    const unfinished = `${file}.${process.pid}`;
    await fs.writeFile(unfinished, JSON.stringify(record), { mode: 0o600 });
    try {
        await fs.link(unfinished, file); // so it is never seen half written
        return true;
    } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "EEXIST") {
            return false;
        }
        throw error;
    } finally {
        await fs.rm(unfinished);
    }
}

/** Keeps what this process, the owner, must undo and what others may use. */
export async function writeEngineRecord(record: Omit<EngineRecord, "owner">): Promise<void> {
    const unfinished = `${file}.${process.pid}`;
    await fs.writeFile(unfinished, JSON.stringify({ ...record, owner: thisProcess }), { mode: 0o600 });
    await fs.rename(unfinished, file);
}

/** Gives the right to run an engine back. */
export async function releaseEngine(): Promise<void> {
    await fs.rm(file, { force: true });
}

async function readRecord(): Promise<EngineRecord | undefined> {
    const text = await fs.readFile(file, "utf8").catch(() => "");
    if (text === "") {
        return undefined;
    }
    const record: EngineRecord = JSON.parse(text);
    return record;
}

function isRunning({ pid, startTime }: ProcessIdentity): boolean {
    return startTimeOf(pid) === startTime;
}

/** Field 22 of /proc/PID/stat; the name before it may hold spaces and ends with the last bracket. */
function startTimeOf(pid: number): string | undefined {
    try {
        const text = readFileSync(`/proc/${pid}/stat`, "utf8");
        return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
    } catch {
        return undefined;
    }
}
