import { open, readFile, rm } from "node:fs/promises";
import { isRecord } from "../../core/json.ts";
import type { SavedLog, SavedPosition } from "../../core/logs/savedLog.ts";
import { replaceFile } from "../../system/durableFile.ts";

/** What stands beside a log: how much of it counts, in bytes, and how far its streams were read for that. */
interface Kept {
    readonly length: number;
    readonly position: SavedPosition;
}

/** Opens a file, cut to what was saved of it: what came after may be torn, and is read again. A file that is shorter begins anew. */
export async function openSavedLog(file: string): Promise<SavedLog> {
    const kept = await readKept(`${file}.json`);
    const handle = await open(file, "a+", 0o600);
    const { size } = await handle.stat();
    const isWhole = kept !== undefined && kept.length <= size;
    let length = isWhole ? kept.length : 0;
    await handle.truncate(length);
    return {
        file,
        position: isWhole ? kept.position : {},
        async append(text) {
            const bytes = Buffer.from(text);
            await handle.appendFile(bytes);
            length += bytes.length;
        },
        async save(position) {
            replaceFile(`${file}.json`, JSON.stringify({ length, position } satisfies Kept));
        },
        async tail(bytes) {
            const start = Math.max(0, length - bytes);
            const { buffer, bytesRead } = await handle.read(Buffer.alloc(length - start), 0, length - start, start);
            const text = buffer.toString("utf8", 0, bytesRead);
            return start === 0 ? text : text.slice(text.indexOf("\n") + 1);
        },
        async clear() {
            await rm(`${file}.json`, { force: true });
            await handle.truncate(0);
            length = 0;
        },
        close: () => handle.close(),
    };
}

/** Undefined where nothing was saved, or what was saved cannot be read. */
async function readKept(file: string): Promise<Kept | undefined> {
    try {
        const kept: unknown = JSON.parse(await readFile(file, "utf8"));
        return isKept(kept) ? kept : undefined;
    } catch {
        return undefined;
    }
}

function isKept(value: unknown): value is Kept {
    return (
        isRecord(value) &&
        typeof value["length"] === "number" &&
        isRecord(value["position"]) &&
        Object.values(value["position"]).every(isPosition)
    );
}

function isPosition(value: unknown): boolean {
    return (
        isRecord(value) &&
        typeof value["newest"] === "number" &&
        typeof value["oldest"] === "number" &&
        ["number", "undefined"].includes(typeof value["settled"]) &&
        Array.isArray(value["lines"]) &&
        value["lines"].every((line) => Array.isArray(line) && typeof line[0] === "string" && typeof line[1] === "number")
    );
}
