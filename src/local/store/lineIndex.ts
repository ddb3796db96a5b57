import fs from "node:fs";

const STEP = 128;
const CHUNK = 1 << 20;

/**
 * Where the lines of an append-only file begin: every 128th is remembered, so that a page in the middle of a million lines
 * is found without reading what stands before it and without holding the lines in memory.
 */
export class LineIndex {
    /** Bytes of whole lines. */
    size = 0;
    count = 0;
    private readonly starts: number[] = [];

    /** Reads a file once, and cuts off a last line that a killed server could not finish. */
    static of(file: string): LineIndex {
        const index = new LineIndex();
        const handle = fs.openSync(file, "r+");
        try {
            const total = index.scan(handle);
            if (index.size < total) {
                fs.ftruncateSync(handle, index.size);
            }
        } finally {
            fs.closeSync(handle);
        }
        return index;
    }

    /** Takes note of a line of so many bytes, its newline included. */
    add(bytes: number): void {
        if (this.count % STEP === 0) {
            this.starts.push(this.size);
        }
        this.size += bytes;
        this.count += 1;
    }

    /** The lines from the one numbered `from` on, at most `limit`. */
    read(file: string, from: number, limit: number): readonly string[] {
        const to = Math.min(from + limit, this.count);
        if (from >= to) {
            return [];
        }
        const first = Math.floor(from / STEP);
        const start = this.starts[first] ?? 0;
        const end = this.starts[Math.ceil(to / STEP)] ?? this.size;
        const skipped = from - first * STEP;
        return readRange(file, start, end)
            .split("\n")
            .slice(skipped, skipped + to - from);
    }

    private scan(handle: number): number {
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK, fs.fstatSync(handle).size)); // Most of many files are small.
        let total = 0;
        let pending = 0;
        for (
            let bytes = fs.readSync(handle, chunk, 0, chunk.length, 0);
            bytes > 0;
            bytes = fs.readSync(handle, chunk, 0, chunk.length, total)
        ) {
            let start = 0;
            for (let end = chunk.indexOf(0x0a); end !== -1 && end < bytes; end = chunk.indexOf(0x0a, start)) {
                this.add(pending + end + 1 - start);
                start = end + 1;
                pending = 0;
            }
            pending += bytes - start;
            total += bytes;
        }
        return total;
    }
}

function readRange(file: string, start: number, end: number): string {
    const handle = fs.openSync(file, "r");
    try {
        const bytes = Buffer.allocUnsafe(end - start);
        const length = fs.readSync(handle, bytes, 0, bytes.length, start);
        return bytes.toString("utf8", 0, length);
    } finally {
        fs.closeSync(handle);
    }
}
