import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { SavedLogs } from "../../core/logs/savedLog.ts";
import { acquireLock, type HeldLock, lockHolder } from "../../system/lock.ts";
import { processStartedAt } from "../../system/processStart.ts";
import { openSavedLog } from "./savedLog.ts";

const DAY_MS = 86_400_000;
/** A log that nobody has followed for so long is removed. */
const OLDEST_MS = 30 * DAY_MS;
/** All logs together take no more than this; the oldest go first. */
const MOST_BYTES = 1024 ** 3;

/** Saves logs as files of a folder, each of which belongs to one window at a time. */
export function savedLogs(folder: () => string, now: () => number): SavedLogs {
    return {
        async open(key) {
            await mkdir(folder(), { recursive: true, mode: 0o700 });
            const file = path.join(folder(), `${fileNameOf(key)}.log`);
            const lock = take(file);
            // What another window saves is not touched: this one has a file of its own, for as long as it is open.
            const own = lock === undefined ? file.replace(/\.log$/, `-${randomUUID()}.log`) : file;
            const log = await openSavedLog(own);
            return {
                ...log,
                async close() {
                    await log.close();
                    lock?.release();
                    if (lock === undefined) {
                        await removeLog(own);
                    }
                },
            };
        },
        async prune() {
            const files = await logFiles(folder());
            let bytes = 0;
            for (const { file, size, changedAt } of files.toSorted((a, b) => b.changedAt - a.changedAt)) {
                bytes += size;
                if ((bytes > MOST_BYTES || now() - changedAt > OLDEST_MS) && lockHolder(lockOf(file)) === undefined) {
                    await removeLog(file);
                }
            }
        },
    };
}

/** Letters, digits and hyphens of the key, for whoever looks into the folder, and a digest that tells keys apart. */
function fileNameOf(key: string): string {
    const digest = createHash("sha256").update(key).digest("hex").slice(0, 12);
    return `${key.replace(/[^A-Za-z0-9-]+/g, "_").slice(0, 100)}-${digest}`;
}

function take(file: string): HeldLock | undefined {
    const lock = acquireLock(lockOf(file), { pid: process.pid, processStartedAt: processStartedAt(process.pid) ?? "" });
    return lock.kind === "held" ? lock : undefined;
}

function lockOf(file: string): string {
    return `${file}.lock`;
}

async function removeLog(file: string): Promise<void> {
    for (const part of [file, `${file}.json`, lockOf(file)]) {
        await rm(part, { force: true });
    }
}

async function logFiles(folder: string) {
    const names = await readdir(folder).catch(() => []);
    const files = names.filter((name) => name.endsWith(".log")).map((name) => path.join(folder, name));
    const found = await Promise.all(
        files.map(async (file) => {
            const known = await stat(file).catch(() => undefined);
            return known === undefined ? [] : [{ file, size: known.size, changedAt: known.mtimeMs }];
        }),
    );
    return found.flat();
}
