import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Problem } from "../../core/problem.ts";

/** The SHA-256 of a file in hex, read as a stream. */
export async function sha256Of(file: string, signal: AbortSignal): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash, { signal });
    return hash.digest("hex");
}

/** The length of a file in bytes. */
export async function bytesOf(file: string): Promise<number> {
    return (await stat(file)).size;
}

/**
 * All files under a folder: path relative to it, with slashes → absolute path. Links to files count, links to folders are not followed; a
 * folder that is not there has no files.
 */
export async function filesUnder(folder: string): Promise<ReadonlyMap<string, string>> {
    const files = new Map<string, string>();
    for (const entry of await entriesUnder(folder)) {
        const file = path.join(entry.parentPath, entry.name);
        if (entry.isFile() || (entry.isSymbolicLink() && (await isLinkToFile(file)))) {
            files.set(path.relative(folder, file).split(path.sep).join("/"), file);
        }
    }
    return files;
}

/** Data must not be missed without a word, so a link that leads nowhere is refused. */
async function isLinkToFile(link: string): Promise<boolean> {
    try {
        return (await stat(link)).isFile();
    } catch (error) {
        throw new Problem("channelMissing", `This link leads to no file; repair it or take it away: ${link}`, { cause: error });
    }
}

async function entriesUnder(folder: string) {
    try {
        return await readdir(folder, { recursive: true, withFileTypes: true });
    } catch (error) {
        if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
            return [];
        }
        throw error;
    }
}
