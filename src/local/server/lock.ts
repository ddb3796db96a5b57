import fs from "node:fs";
import { createHash, randomUUID } from "node:crypto";
import { isAlive, type ProcessIdentity } from "../runners/processStart.ts";
import { systemCode } from "../systemCode.ts";

/** What a lock file says of its holder; `id` tells one taking of the lock from every other. */
export interface LockHolder extends ProcessIdentity {
    readonly id: string;
    readonly url: string;
    readonly port: number;
    /** ISO 8601. */
    readonly startedAt: string;
}

/** A lock that is held, until it is released or this process ends. */
export interface HeldLock {
    readonly kind: "held";
    release(): void;
}

/** A lock that another process holds, which is alive. */
export interface TakenLock {
    readonly kind: "taken";
    readonly holder: LockHolder;
}

const RETRY_MS = 5;
const MOST_ATTEMPTS = 2000;

/**
 * Takes a lock file, also one whose holder is dead or that cannot be read; of several processes that try at once, exactly one gets it.
 * Who takes over from a dead holder first takes a lock of its own on just that holder's taking of the lock, and then looks again:
 * so nobody removes a lock that was taken over in the meantime.
 */
export function acquireLock(file: string, holder: Omit<LockHolder, "id">): HeldLock | TakenLock {
    const mine: LockHolder = { ...holder, id: randomUUID() };
    const temporary = `${file}.${mine.id}.tmp`;
    fs.writeFileSync(temporary, JSON.stringify(mine), { mode: 0o600, flush: true });
    try {
        return acquire(file, temporary, mine);
    } finally {
        fs.rmSync(temporary, { force: true });
    }
}

/** The process that holds a lock and is alive; undefined when there is none. */
export function lockHolder(file: string): LockHolder | undefined {
    const found = read(file);
    return found?.holder !== undefined && isAlive(found.holder) ? found.holder : undefined;
}

function acquire(file: string, temporary: string, mine: LockHolder): HeldLock | TakenLock {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        if (linked(temporary, file)) {
            return { kind: "held", release: () => release(file, mine.id) };
        }
        const found = read(file);
        if (found?.holder !== undefined && isAlive(found.holder)) {
            return { kind: "taken", holder: found.holder };
        }
        if (found !== undefined && takeOver(file, found.id, temporary, mine)) {
            return { kind: "held", release: () => release(file, mine.id) };
        }
        // Another process is taking over, which is a matter of milliseconds.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
    throw new Error(`The lock file could not be taken from a server that is gone: ${file}`);
}

function takeOver(file: string, staleId: string, temporary: string, mine: LockHolder): boolean {
    const claim = acquireLock(`${file}.${staleId}`, mine);
    if (claim.kind === "taken") {
        return false;
    }
    try {
        if (read(file)?.id !== staleId) {
            return false;
        }
        fs.renameSync(temporary, file);
        return true;
    } finally {
        claim.release();
    }
}

/** A link appears with its content, and only where no file is. */
function linked(from: string, to: string): boolean {
    try {
        fs.linkSync(from, to);
        return true;
    } catch (error) {
        if (systemCode(error) === "EEXIST") {
            return false;
        }
        throw error;
    }
}

/** Undefined when there is no lock; one that cannot be read has no holder, and is known by its content. */
function read(file: string): { readonly id: string; readonly holder?: LockHolder } | undefined {
    let content: string;
    try {
        content = fs.readFileSync(file, "utf8");
    } catch (error) {
        if (systemCode(error) === "ENOENT") {
            return undefined;
        }
        throw error;
    }
    try {
        const holder: Partial<LockHolder> | null = JSON.parse(content);
        if (isHolder(holder)) {
            return { id: holder.id, holder };
        }
    } catch {
        // Unreadable, and so nobody's.
    }
    return { id: createHash("sha256").update(content).digest("hex") };
}

function isHolder(value: Partial<LockHolder> | null): value is LockHolder {
    return (
        typeof value?.id === "string" &&
        /^[0-9a-f-]+$/.test(value.id) &&
        typeof value.pid === "number" &&
        typeof value.processStartedAt === "string"
    );
}

function release(file: string, id: string): void {
    if (read(file)?.id === id) {
        fs.rmSync(file, { force: true });
    }
}
