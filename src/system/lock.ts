import fs from "node:fs";
import { createHash, randomUUID } from "node:crypto";
import { mayBeAlive, type ProcessIdentity } from "./processStart.ts";
import { systemCode } from "./systemCode.ts";

/** What a lock file says of its holder; `id` tells one taking of the lock from every other. */
type Taking<Holder> = Holder & { readonly id: string };

/** A lock that is held, until it is released or this process ends. */
export interface HeldLock {
    readonly kind: "held";
    release(): void;
}

/** A lock that another process holds, which may be alive. */
export interface TakenLock<Holder> {
    readonly kind: "taken";
    readonly holder: Holder;
}

const RETRY_MS = 5;
const MOST_ATTEMPTS = 2000;

/**
 * Takes a lock file, also one whose holder is dead or that cannot be read; of several processes that try at once, exactly one gets it.
 * Who takes over from a dead holder first takes a lock of its own on just that holder's taking of the lock, and then looks again:
 * so nobody removes a lock that was taken over in the meantime.
 */
export function acquireLock<Holder extends ProcessIdentity>(file: string, holder: Holder): HeldLock | TakenLock<Holder> {
    const mine: Taking<Holder> = { ...holder, id: randomUUID() };
    const temporary = `${file}.${mine.id}.tmp`;
    fs.writeFileSync(temporary, JSON.stringify(mine), { mode: 0o600, flush: true });
    try {
        return acquire(file, temporary, mine);
    } finally {
        fs.rmSync(temporary, { force: true });
    }
}

/** The process that holds a lock and may be alive; undefined when there is none. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- who locks with this file knows what its holders say
export function lockHolder<Holder extends ProcessIdentity>(file: string): Holder | undefined {
    const found = read<Holder>(file);
    return found?.holder !== undefined && mayBeAlive(found.holder) ? found.holder : undefined;
}

function acquire<Holder extends ProcessIdentity>(
    file: string,
    temporary: string,
    mine: Taking<Holder>,
): HeldLock | TakenLock<Holder> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        if (linked(temporary, file)) {
            return { kind: "held", release: () => release(file, mine.id) };
        }
        const found = read<Holder>(file);
        if (found?.holder !== undefined && mayBeAlive(found.holder)) {
            return { kind: "taken", holder: found.holder };
        }
        if (found !== undefined && takeOver(file, found.id, temporary, mine)) {
            return { kind: "held", release: () => release(file, mine.id) };
        }
        // Another process is taking over, which is a matter of milliseconds.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
    throw new Error(`The lock file could not be taken from a process that is gone: ${file}`);
}

function takeOver<Holder extends ProcessIdentity>(
    file: string,
    staleId: string,
    temporary: string,
    mine: Taking<Holder>,
): boolean {
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
function read<Holder extends ProcessIdentity>(
    file: string,
): { readonly id: string; readonly holder?: Taking<Holder> } | undefined {
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
        const holder: Partial<Taking<Holder>> | null = JSON.parse(content);
        if (isHolder(holder)) {
            return { id: holder.id, holder };
        }
    } catch {
        // Unreadable, and so nobody's.
    }
    return { id: createHash("sha256").update(content).digest("hex") };
}

/** Of what else a holder says of itself, the one who locks with this file knows. */
function isHolder<Holder extends ProcessIdentity>(value: Partial<Taking<Holder>> | null): value is Taking<Holder> {
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
