import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** The SHA-256 of a file in hex, read as a stream. */
export async function sha256Of(file: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    return hash.digest("hex");
}

/** All files under a folder: path relative to it, with slashes → absolute path. Links to files count, links to folders are not followed. */
export async function filesUnder(folder: string): Promise<ReadonlyMap<string, string>> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = new Map<string, string>();
    for (const entry of entries) {
        const file = path.join(entry.parentPath, entry.name);
        if (entry.isFile() || (entry.isSymbolicLink() && (await stat(file)).isFile())) {
            files.set(path.relative(folder, file).split(path.sep).join("/"), file);
        }
    }
    return files;
}
