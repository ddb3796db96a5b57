import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type { Journal, OpenOperation } from "../../core/journal/journal.ts";
import { type Intent, type Operation, type Step, subjectKey } from "../../core/journal/operation.ts";
import { parseOperation } from "../../core/journal/parseOperation.ts";
import { Problem } from "../../core/problem.ts";
import { isTemporary, replaceFile } from "../../system/durableFile.ts";
import { acquireLock, type HeldLock, lockHolder } from "../../system/lock.ts";
import { type ProcessIdentity, processStartedAt } from "../../system/processStart.ts";
import { systemCode } from "../../system/systemCode.ts";

interface Needs {
    /** Made with the first operation. */
    readonly directory: string;
    readonly now: () => Date;
    readonly warn: (message: string) => void;
}

/** A journal of one file for each operation. It holds what survives `kill -9` and a power cut, and is read by all windows of a user. */
export function fileJournal({ directory, now, warn }: Needs): Journal {
    const fileOf = (operation: Intent) => path.join(directory, `${fileName(operation)}.json`);

    return {
        async begin(intent) {
            mkdirSync(directory, { recursive: true, mode: 0o700 });
            const lock = acquire(fileOf(intent)) ?? refuse(readOperation(fileOf(intent)) ?? intent);
            try {
                const earlier = readOperation(fileOf(intent));
                if (earlier === undefined) {
                    keepAside(fileOf(intent), warn);
                }
                if (earlier !== undefined && !takesThePlaceOf(intent, earlier)) {
                    throw interrupted(earlier);
                }
                const isSame = earlier?.kind === intent.kind;
                const operation: Operation = {
                    ...intent,
                    id: isSame ? earlier.id : randomUUID(),
                    startedAt: now().toISOString(),
                    steps: isSame ? earlier.steps : [],
                };
                replaceFile(fileOf(intent), JSON.stringify(operation));
                return opened(fileOf(intent), operation, lock);
            } catch (error) {
                lock.release();
                throw error;
            }
        },
        async interrupted() {
            const found = operationFiles(directory).flatMap((file) => {
                const operation = readOperation(file);
                if (operation === undefined) {
                    keepAside(file, warn);
                }
                return operation ?? [];
            });
            return found.filter((operation) => lockHolder(lockOf(fileOf(operation))) === undefined);
        },
        async claimQuestion(operation) {
            const file = fileOf(operation);
            const lock = acquire(`${file}.question`);
            const isOpen = readOperation(file)?.id === operation.id && lockHolder(lockOf(file)) === undefined;
            if (!isOpen) {
                lock?.release();
            }
            return isOpen ? lock : undefined;
        },
        async resume(operation) {
            const lock = acquire(fileOf(operation));
            if (lock === undefined) {
                return undefined;
            }
            const current = readOperation(fileOf(operation));
            if (current?.id !== operation.id) {
                lock.release();
                return undefined;
            }
            return opened(fileOf(operation), current, lock);
        },
    };
}

/** A name of any length and alphabet becomes one that every file system takes. */
function fileName(operation: Intent): string {
    return createHash("sha256").update(subjectKey(operation)).digest("hex").slice(0, 32);
}

function takesThePlaceOf(intent: Intent, earlier: Operation): boolean {
    return intent.kind === "delete" || (intent.kind === earlier.kind && intent.specHash === earlier.specHash);
}

function opened(file: string, written: Operation, lock: HeldLock): OpenOperation {
    let operation = written;
    let isOurs = true;
    const close = (before: () => void) => {
        if (isOurs) {
            isOurs = false;
            before();
            lock.release();
        }
    };
    return {
        get operation() {
            return operation;
        },
        async step(step) {
            operation = { ...operation, steps: [...operation.steps, step] };
            replaceFile(file, JSON.stringify(operation));
        },
        end: async () => close(() => rmSync(file, { force: true })),
        leave: async () => close(() => undefined),
    };
}

/** Asked for once: on some systems it takes starting a program. */
let me: ProcessIdentity | undefined;

function acquire(file: string): HeldLock | undefined {
    me ??= { pid: process.pid, processStartedAt: processStartedAt(process.pid) ?? "" };
    const lock = acquireLock(lockOf(file), me);
    return lock.kind === "held" ? lock : undefined;
}

function lockOf(file: string): string {
    return `${file}.lock`;
}

/** Says what is under way, which need not be what was asked for; a deployment that goes back is a deletion too. */
function refuse({ kind, subject, steps = [] }: Intent & { readonly steps?: readonly Step[] }): never {
    const doing = { launch: "launched", deploy: "deployed", delete: "deleted" }[
        steps.at(-1)?.action === "delete" ? "delete" : kind
    ];
    const what = subject.resource === "endpoint" ? "endpoint" : "training job";
    throw new Problem("alreadyRunning", `This ${what} is being ${doing} already, here or in another window: ${subject.name}.`, {
        remedy: { kind: "runCommand", label: "Show Resources", command: "rustSagemaker.resources.focus" },
    });
}

function interrupted({ kind, subject }: Operation): Problem {
    const what = { launch: "The launch", deploy: "The deployment", delete: "The deletion" }[kind];
    return new Problem("interrupted", `${what} of ${subject.name} was interrupted earlier. Bring it to its end first.`, {
        remedy: { kind: "runCommand", label: "Show It", command: "rustSagemaker.operations.show" },
    });
}

function operationFiles(directory: string): readonly string[] {
    try {
        const names = readdirSync(directory).filter((name) => name.endsWith(".json") && !isTemporary(name));
        return names.map((name) => path.join(directory, name));
    } catch (error) {
        if (systemCode(error) === "ENOENT") {
            return [];
        }
        throw error;
    }
}

/** Undefined also for a file that another window has just removed. */
function readOperation(file: string): Operation | undefined {
    try {
        return parseOperation(readFileSync(file, "utf8"));
    } catch (error) {
        if (systemCode(error) === "ENOENT") {
            return undefined;
        }
        throw error;
    }
}

/** What cannot be read is neither acted on nor lost; where there is nothing, nothing is done. */
function keepAside(file: string, warn: (message: string) => void): void {
    try {
        renameSync(file, `${file}.unreadable`);
        warn(`Kept aside an operation that could not be read: ${file}.unreadable`);
    } catch (error) {
        if (systemCode(error) !== "ENOENT") {
            throw error;
        }
    }
}
