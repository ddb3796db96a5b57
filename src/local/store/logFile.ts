import fs from "node:fs";
import path from "node:path";
import { LineIndex } from "./lineIndex.ts";
import type { LogEvent, LogStream, NewLogEvent } from "./logStore.ts";

/** The first line of a stream's file: what the file is. */
export interface LogFileHeader {
    readonly group: string;
    readonly stream: string;
    readonly createdAt: number;
}

/** An event as a line: timestamp, ingestion time, message and, where it has one, the end in its source. */
type Line = readonly [number, number, string, number?];

/** The file of one stream. It is read through once, when it is first asked for. */
export class LogFile {
    readonly header: LogFileHeader;
    private readonly file: string;
    private lines: LineIndex | undefined;

    constructor(file: string, header: LogFileHeader) {
        this.file = file;
        this.header = header;
    }

    /** Makes the file of a new stream. */
    static create(file: string, header: LogFileHeader): LogFile {
        fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        fs.writeFileSync(file, `${JSON.stringify(header)}\n`, { mode: 0o600 });
        return new LogFile(file, header);
    }

    /** Opens an existing one; undefined when its making was cut short. */
    static open(file: string): LogFile | undefined {
        const line = firstLine(file);
        if (line === undefined) {
            return undefined;
        }
        const header: LogFileHeader = JSON.parse(line);
        return new LogFile(file, header);
    }

    append(events: readonly NewLogEvent[]): void {
        const index = this.index();
        const lines = events.map((event) => Buffer.from(`${JSON.stringify(lineOf(event))}\n`));
        try {
            fs.appendFileSync(this.file, Buffer.concat(lines));
        } catch (error) {
            // A full disk may have taken a part; the next line must not continue it.
            fs.truncateSync(this.file, index.size);
            throw error;
        }
        for (const line of lines) {
            index.add(line.length);
        }
    }

    read(from: number, limit: number): readonly LogEvent[] {
        return this.parsed(from, limit).map(([timestamp, ingestionTime, message]) => ({ timestamp, ingestionTime, message }));
    }

    count(): number {
        return this.index().count - 1;
    }

    sourceEnd(): number {
        return this.last()?.[3] ?? 0;
    }

    summary(): LogStream {
        const { createdAt, stream } = this.header;
        const [firstEventAt] = this.parsed(0, 1)[0] ?? [createdAt];
        const [lastEventAt, lastIngestionTime] = this.last() ?? [createdAt, createdAt];
        return { name: stream, createdAt, firstEventAt, lastEventAt, lastIngestionTime };
    }

    remove(): void {
        fs.rmSync(this.file, { force: true });
    }

    private last(): Line | undefined {
        return this.parsed(this.count() - 1, 1)[0];
    }

    private parsed(from: number, limit: number): readonly Line[] {
        const start = Math.max(from, 0);
        return this.index()
            .read(this.file, start + 1, limit)
            .map(parseLine);
    }

    private index(): LineIndex {
        this.lines ??= LineIndex.of(this.file);
        return this.lines;
    }
}

function parseLine(line: string): Line {
    const parsed: Line = JSON.parse(line);
    return parsed;
}

function lineOf({ timestamp, ingestionTime, message, sourceEnd }: NewLogEvent): Line {
    return sourceEnd === undefined ? [timestamp, ingestionTime, message] : [timestamp, ingestionTime, message, sourceEnd];
}

/** A header fits into 4 KiB: group and stream have at most 512 characters each. */
function firstLine(file: string): string | undefined {
    const handle = fs.openSync(file, "r");
    try {
        const bytes = Buffer.alloc(4096);
        const read = bytes.subarray(0, fs.readSync(handle, bytes));
        const end = read.indexOf(0x0a);
        return end === -1 ? undefined : read.toString("utf8", 0, end);
    } finally {
        fs.closeSync(handle);
    }
}
