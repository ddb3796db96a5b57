import { createHash } from "node:crypto";

const LONGEST = 180;

/**
 * A file name for any text: two texts never share one, not even where the file system ignores case,
 * and none is a path, hidden or too long. The text cannot always be read back from it, so files also hold it.
 */
export function fileNameOf(text: string): string {
    const name = [...Buffer.from(text)]
        .map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`))
        .join("");
    return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 65)}~${createHash("sha256").update(text).digest("hex")}`;
}

/** Lower-case letters, digits, hyphen and underscore. */
function isPlain(byte: number): boolean {
    return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x5f;
}
