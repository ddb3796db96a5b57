import fs from "node:fs";
import path from "node:path";
import { LineIndex } from "./lineIndex.ts";

/** An append-only file of lines. It is read through once, when it is first asked for; its lines stay on disk. */
export class LineFile {
    private readonly file: string;
    private index: LineIndex | undefined;

    constructor(file: string) {
        this.file = file;
    }

    /** Makes a new file with a first line. */
    static create(file: string, line: string): LineFile {
        fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        fs.writeFileSync(file, `${line}\n`, { mode: 0o600 });
        return new LineFile(file);
    }

    /** Appends lines that hold no line feed. They survive `kill -9` once this returned. */
    append(lines: readonly string[]): void {
        const index = this.lines();
        const encoded = lines.map((line) => Buffer.from(`${line}\n`));
        try {
            fs.appendFileSync(this.file, Buffer.concat(encoded));
        } catch (error) {
            // A full disk may have taken a part; the next line must not continue it.
            fs.truncateSync(this.file, index.size);
            throw error;
        }
        for (const line of encoded) {
            index.add(line.length);
        }
    }

    count(): number {
        return this.lines().count;
    }

    /** The lines from the one numbered `from` on, at most `limit`. */
    read(from: number, limit: number): readonly string[] {
        return this.lines().read(this.file, from, limit);
    }

    private lines(): LineIndex {
        this.index ??= LineIndex.of(this.file);
        return this.index;
    }
}
