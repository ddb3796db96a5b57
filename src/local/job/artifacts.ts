import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { PassThrough } from "node:stream";
import { createGzip } from "node:zlib";
import tar from "tar-stream";
import { parseS3Uri } from "../sagemaker/s3Uri.ts";
import type { Objects } from "../store/objects.ts";

/** The objects that hold what a job made. */
export type ArchiveFile = "model.tar.gz" | "output.tar.gz";

/** Where SageMaker puts what a job made. */
export function artifactUri(outputPath: string, job: string, file: ArchiveFile): string {
    return `${outputPath.replace(/\/+$/, "")}/${job}/output/${file}`;
}

/** True for a folder with nothing in it, or that is gone. */
export function isEmpty(folder: string): boolean {
    return !fs.existsSync(folder) || fs.readdirSync(folder).length === 0;
}

/**
 * Packs a folder into an object: files and folders in order of name. Links are left out, because nobody could unpack them safely;
 * answers what was.
 */
export async function uploadArchive(folder: string, uri: string, objects: Objects): Promise<readonly string[]> {
    const place = parseS3Uri(uri);
    if (place === undefined) {
        throw new Error(`Not a place in S3: ${uri}`);
    }
    const pack = tar.pack();
    const body = new PassThrough();
    const leftOut: string[] = [];
    await Promise.all([
        addAll(pack, folder, "", leftOut).then(
            () => pack.finalize(),
            (error: Error) => pack.destroy(error),
        ),
        pipeline(pack, createGzip(), body),
        objects.put(place.bucket, place.key, body, "application/x-tar"),
    ]);
    return leftOut;
}

async function addAll(pack: tar.Pack, folder: string, prefix: string, leftOut: string[]): Promise<void> {
    if (!fs.existsSync(folder)) {
        return;
    }
    const entries = await fs.promises.readdir(folder, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const file = path.join(folder, entry.name);
        const name = `${prefix}${entry.name}`;
        const { mtime, mode, size } = await fs.promises.lstat(file);
        if (entry.isDirectory()) {
            pack.entry({ name: `${name}/`, type: "directory", mtime, mode: mode & 0o777 });
            await addAll(pack, file, `${name}/`, leftOut);
        } else if (entry.isFile()) {
            await pipeline(fs.createReadStream(file), pack.entry({ name, size, mtime, mode: mode & 0o777 }));
        } else {
            leftOut.push(name);
        }
    }
}
