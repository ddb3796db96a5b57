/** A line of a program's output. `end` counts the bytes up to and including what ended it. */
export interface OutputLine {
    readonly text: string;
    readonly end: number;
}

/** Longest line that is kept; CloudWatch allows 256 KiB, which no reader wants to see. */
const LONGEST = 32 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Splits output into lines at \n, \r\n and lone \r, with which progress bars overwrite themselves. It works on bytes and decodes whole lines,
 * so that no character is torn by where a read happens to end. Empty lines are left out, as CloudWatch takes none.
 */
export class LineSplitter {
    private position: number;
    private kept: Buffer[] = [];
    private keptBytes = 0;
    private dropped = 0;

    constructor(position: number) {
        this.position = position;
    }

    push(chunk: Buffer): OutputLine[] {
        const lines: OutputLine[] = [];
        let from = 0;
        for (let at = 0; at < chunk.length; at++) {
            const byte = chunk[at];
            if (byte !== NEWLINE && byte !== RETURN) {
                continue;
            }
            this.keep(chunk.subarray(from, at));
            from = at + 1;
            this.endLine(this.position + from, lines);
        }
        this.keep(chunk.subarray(from));
        this.position += chunk.length;
        return lines;
    }

    /** The last line, when the program ended in the middle of it. */
    finish(): OutputLine[] {
        const lines: OutputLine[] = [];
        this.endLine(this.position, lines);
        return lines;
    }

    private keep(bytes: Buffer): void {
        const room = Math.max(0, LONGEST - this.keptBytes);
        if (room > 0 && bytes.length > 0) {
            this.kept.push(Buffer.from(bytes.subarray(0, room)));
        }
        this.keptBytes += Math.min(room, bytes.length);
        this.dropped += Math.max(0, bytes.length - room);
    }

    private endLine(end: number, lines: OutputLine[]): void {
        if (this.keptBytes > 0) {
            lines.push({ text: this.text(), end });
        }
        this.kept = [];
        this.keptBytes = 0;
        this.dropped = 0;
    }

    private text(): string {
        const bytes = Buffer.concat(this.kept);
        if (this.dropped === 0) {
            return bytes.toString("utf8");
        }
        const whole = new TextDecoder().decode(bytes, { stream: true });
        return `${whole}…(${this.dropped + bytes.length - Buffer.byteLength(whole)} more bytes)`;
    }
}
