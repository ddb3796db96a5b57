import fs from "node:fs";
import { LineFile } from "./lineFile.ts";
import type { LogEvent, LogStream, NewLogEvent } from "./logStore.ts";

/** The first line of a stream's file: what the file is. */
export interface LogFileHeader {
    readonly group: string;
    readonly stream: string;
    readonly createdAt: number;
}

/** An event as a line: timestamp, ingestion time, message and, where it has one, the end in its source. */
type Line = readonly [number, number, string, number?];

/** The file of one stream: a header, and a line for each event. */
export class LogFile {
    readonly header: LogFileHeader;
    private readonly lines: LineFile;

    constructor(header: LogFileHeader, lines: LineFile) {
        this.header = header;
        this.lines = lines;
    }

    /** Makes the file of a new stream. */
    static create(file: string, header: LogFileHeader): LogFile {
        return new LogFile(header, LineFile.create(file, JSON.stringify(header)));
    }

    /** Opens an existing one; undefined when its making was cut short. Throws when its header is damaged. */
    static open(file: string): LogFile | undefined {
        const line = firstLine(file);
        return line === undefined ? undefined : new LogFile(headerOf(line), new LineFile(file));
    }

    append(events: readonly NewLogEvent[]): void {
        this.lines.append(events.map((event) => JSON.stringify(lineOf(event))));
    }

    read(from: number, limit: number): readonly LogEvent[] {
        return this.parsed(from, limit).map(([timestamp, ingestionTime, message]) => ({ timestamp, ingestionTime, message }));
    }

    count(): number {
        return this.lines.count() - 1;
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

    private last(): Line | undefined {
        return this.parsed(Math.max(this.count() - 1, 0), 1)[0];
    }

    private parsed(from: number, limit: number): readonly Line[] {
        return this.lines.read(from + 1, limit).map(parseLine);
    }
}

function headerOf(line: string): LogFileHeader {
    const header: Partial<LogFileHeader> | null = JSON.parse(line);
    const { group, stream, createdAt } = header ?? {};
    if (group === undefined || stream === undefined || createdAt === undefined) {
        throw new Error("Not the header of a log stream.");
    }
    return { group, stream, createdAt };
}

/** A line that something else than this server damaged is shown as it is, so that the others can still be read. */
function parseLine(line: string): Line {
    try {
        const parsed: Line = JSON.parse(line);
        return parsed;
    } catch {
        return [0, 0, line];
    }
}

function lineOf({ timestamp, ingestionTime, message, sourceEnd }: NewLogEvent): Line {
    return sourceEnd === undefined ? [timestamp, ingestionTime, message] : [timestamp, ingestionTime, message, sourceEnd];
}

/** A header fits into 4 KiB: group and stream have at most 512 characters each. Undefined for less than a line. */
function firstLine(file: string): string | undefined {
    const handle = fs.openSync(file, "r");
    try {
        const bytes = Buffer.alloc(4096);
        const read = bytes.subarray(0, fs.readSync(handle, bytes));
        const end = read.indexOf(0x0a);
        return end === -1 && read.length < bytes.length ? undefined : read.toString("utf8", 0, end === -1 ? read.length : end);
    } finally {
        fs.closeSync(handle);
    }
}
