import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import tar from "tar-stream";

/** An archive that holds what a model may not hold. */
export class UnsafeArchive extends Error {}

/**
 * Unpacks a tar.gz into an empty folder. Anybody may have made the archive: it is refused as a whole
 * when an entry would land outside the folder, or is neither a file nor a folder.
 */
export async function unpackArchive(file: string, folder: string, signal: AbortSignal): Promise<void> {
    const extract = tar.extract();
    await Promise.all([
        pipeline(fs.createReadStream(file), createGunzip(), extract, { signal }),
        (async () => {
            for await (const entry of extract) {
                await place(entry, folder);
            }
        })(),
    ]);
}

/** What stands in an archive under one name. */
type Entry = tar.Extract extends AsyncIterable<infer T> ? T : never;

async function place(entry: Entry, folder: string): Promise<void> {
    const { name, type } = entry.header;
    const target = inside(folder, name);
    if (type === "directory") {
        await fs.promises.mkdir(target, { recursive: true });
        entry.resume();
        return;
    }
    if (type !== "file" && type !== "contiguous-file") {
        throw new UnsafeArchive(
            `It holds a ${type ?? "entry of unknown type"}, and only files and folders can be unpacked: ${name}`,
        );
    }
    await fs.promises.mkdir(path.dirname(target), { recursive: true });
    await pipeline(entry, fs.createWriteStream(target, { mode: 0o444 }));
}

function inside(folder: string, name: string): string {
    const target = path.resolve(folder, name);
    if (path.isAbsolute(name) || name.includes("\0") || (target !== folder && !target.startsWith(folder + path.sep))) {
        throw new UnsafeArchive(`It holds an entry that would land outside its folder: ${name}`);
    }
    return target;
}
