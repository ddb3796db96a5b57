import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tarStream from "tar-stream";
import type { ImageFile } from "../../core/image/inspect/readImageFacts.ts";

/**
 * Shows the file that a tar begins with; undefined when it begins with a folder or a link. It is kept on the disk meanwhile, because a
 * program may be larger than memory, and is gone when this is done.
 */
export async function withTarFile<T>(
    tar: ReadableStream<Uint8Array>,
    look: (file: ImageFile) => Promise<T>,
    signal: AbortSignal,
): Promise<T | undefined> {
    const entries = tarStream.extract();
    const source = Readable.from(tar);
    const unpacking = pipeline(source, entries, { signal });
    unpacking.catch(() => undefined); // told by the entries
    try {
        for await (const entry of entries) {
            return entry.header.type === "file" ? await onDisk(entry, entry.header, look, signal) : undefined;
        }
        return undefined;
    } finally {
        source.destroy();
    }
}

/** What stands in an archive under one name. */
type Entry = tarStream.Extract extends AsyncIterable<infer T> ? T : never;

async function onDisk<T>(
    content: Entry,
    { size = 0, mode = 0 }: { readonly size?: number | undefined; readonly mode?: number | undefined },
    look: (file: ImageFile) => Promise<T>,
    signal: AbortSignal,
): Promise<T> {
    const folder = await mkdtemp(path.join(tmpdir(), "rust-sagemaker-"));
    try {
        const copy = path.join(folder, "file");
        await pipeline(content, createWriteStream(copy, { mode: 0o600 }), { signal });
        const file = await open(copy);
        try {
            const readAt = async (offset: number, length: number) => {
                const wanted = Math.min(length, size - offset);
                if (!(wanted > 0)) {
                    return new Uint8Array(); // also where a forged file points nowhere
                }
                const { buffer, bytesRead } = await file.read(new Uint8Array(wanted), 0, wanted, offset);
                return buffer.subarray(0, bytesRead);
            };
            return await look({ sizeBytes: size, isExecutable: (mode & 0o111) !== 0, readAt });
        } finally {
            await file.close();
        }
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
