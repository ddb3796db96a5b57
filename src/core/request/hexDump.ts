const WIDTH = 16;

/** Bytes as `hexdump -C` shows them: offset, sixteen bytes, and those that are printable ASCII. */
export function hexDump(bytes: Uint8Array): string {
    const lines = Array.from({ length: Math.ceil(bytes.length / WIDTH) }, (_, index) => index * WIDTH);
    return lines.map((offset) => hexLine(offset, bytes.subarray(offset, offset + WIDTH))).join("\n");
}

function hexLine(offset: number, bytes: Uint8Array): string {
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    return `${offset.toString(16).padStart(8, "0")}  ${hex.padEnd(WIDTH * 3 - 1)}  ${ascii}`;
}
