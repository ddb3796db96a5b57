import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { isRecord } from "../../core/json.ts";
import type { PendingUpload, UploadJournal } from "../../core/objectStore.ts";
import { isTemporary, replaceFile } from "../../system/durableFile.ts";
import { mayBeAlive, type ProcessIdentity, processStartedAt } from "../../system/processStart.ts";

/** An upload as it lies on disk, with the process that is at it. */
type Entry = PendingUpload & { readonly startedAt: number; readonly process: ProcessIdentity };

/** A journal of one file for each upload in a folder that is made with the first; what is no entry is passed over. */
export function uploadJournal(directory: string, now: () => number): UploadJournal {
    const fileOf = (uploadId: string) =>
        path.join(directory, `${createHash("sha256").update(uploadId).digest("hex").slice(0, 32)}.json`);
    const underWay = new Set<string>();
    const isOver = ({ uploadId, process: { pid, processStartedAt: at } }: Entry) =>
        pid === process.pid ? !underWay.has(uploadId) : !mayBeAlive({ pid, processStartedAt: at });
    return {
        add(upload) {
            mkdirSync(directory, { recursive: true, mode: 0o700 });
            const me = { pid: process.pid, processStartedAt: processStartedAt(process.pid) ?? "" };
            const entry: Entry = { ...upload, startedAt: now(), process: me };
            replaceFile(fileOf(upload.uploadId), JSON.stringify(entry));
            underWay.add(upload.uploadId);
        },
        leave: (uploadId) => void underWay.delete(uploadId),
        remove(uploadId) {
            rmSync(fileOf(uploadId), { force: true });
            underWay.delete(uploadId);
        },
        abandoned: () =>
            namesIn(directory)
                .flatMap((name) => entryIn(path.join(directory, name)) ?? [])
                .filter(isOver),
    };
}

function namesIn(directory: string): readonly string[] {
    try {
        return readdirSync(directory).filter((name) => name.endsWith(".json") && !isTemporary(name));
    } catch {
        return []; // no upload yet
    }
}

function entryIn(file: string): Entry | undefined {
    try {
        const value: unknown = JSON.parse(readFileSync(file, "utf8"));
        return isEntry(value) ? value : undefined;
    } catch {
        return undefined; // taken away by another window, or of another version
    }
}

function isEntry(value: unknown): value is Entry {
    const texts = ["bucket", "key", "uploadId", "place", "file"];
    const numbers = ["partBytes", "sizeBytes", "modifiedAt", "startedAt"];
    return (
        isRecord(value) &&
        texts.every((name) => typeof value[name] === "string") &&
        numbers.every((name) => typeof value[name] === "number") &&
        isRecord(value["process"]) &&
        typeof value["process"]["pid"] === "number" &&
        typeof value["process"]["processStartedAt"] === "string"
    );
}
