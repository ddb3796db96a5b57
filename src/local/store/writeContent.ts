import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** What was written: its length, and its MD5 in hex. */
export interface WrittenContent {
    readonly bytes: number;
    readonly etag: string;
}

/** Writes what a stream yields to a new file. When it rejects, a part of it may be left for the caller to remove. */
export async function writeContent(file: string, body: AsyncIterable<Uint8Array>): Promise<WrittenContent> {
    const hash = createHash("md5");
    let bytes = 0;
    const handle = await open(file, "wx", 0o600);
    try {
        for await (const chunk of body) {
            hash.update(chunk);
            bytes += chunk.byteLength;
            await handle.appendFile(chunk);
        }
        await handle.sync();
    } finally {
        await handle.close();
    }
    return { bytes, etag: hash.digest("hex") };
}
