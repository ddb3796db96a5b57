/** The text of one instruction with its continuation lines joined, and where each character of it stands in the file. */
export interface LogicalLine {
    readonly text: string;
    /** The offset in the file of a character of `text`, or of its end. */
    readonly offsetAt: (index: number) => number;
    /** Offset of the end: that of the last heredoc's terminator where there is one. */
    readonly end: number;
    readonly heredocs: readonly string[];
}

/** A Dockerfile as lines that begin an instruction each, with the parser directives (`# syntax=`, `# escape=`) of its top. */
export interface LogicalLines {
    readonly directives: ReadonlyMap<string, string>;
    readonly lines: readonly LogicalLine[];
}

interface SourceLine {
    readonly text: string;
    readonly offset: number;
}

const DIRECTIVE = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;
/** More heredocs in one instruction are not read. */
const MANY = 32;
const HEREDOC = /<<-?(["']?)([A-Za-z_]\w*)\1/g;

/** Joins the lines of a Dockerfile as BuildKit does: comments and empty lines inside an instruction vanish. */
export function logicalLines(text: string): LogicalLines {
    const source = sourceLines(text);
    const directives = directivesOf(source);
    const escape = directives.get("escape") === "`" ? "`" : "\\";
    const lines: LogicalLine[] = [];
    for (let next = 0; next < source.length;) {
        if (isBlank(source[next])) {
            next += 1;
        } else {
            const read = readInstruction(source, next, escape);
            lines.push(read.line);
            next = read.next;
        }
    }
    return { directives, lines };
}

function sourceLines(text: string): readonly SourceLine[] {
    let offset = 0;
    return text.split("\n").map((line) => {
        const source = { text: line.replace(/\r$/, ""), offset };
        offset += line.length + 1;
        return source;
    });
}

/** Directives stand before everything else, comments included. */
function directivesOf(source: readonly SourceLine[]): ReadonlyMap<string, string> {
    const directives = new Map<string, string>();
    for (const { text } of source) {
        const [, name, value] = DIRECTIVE.exec(text) ?? [];
        if (name === undefined || value === undefined || directives.has(name.toLowerCase())) {
            break;
        }
        directives.set(name.toLowerCase(), value);
    }
    return directives;
}

function isBlank(line: SourceLine | undefined): boolean {
    return line !== undefined && /^\s*(#|$)/.test(line.text);
}

function readInstruction(source: readonly SourceLine[], first: number, escape: string) {
    const continued = escape === "`" ? /`[ \t]*$/ : /\\[ \t]*$/;
    let text = "";
    let end = 0;
    let next = first;
    const pieces: { readonly index: number; readonly offset: number }[] = [];
    for (let goesOn = true; goesOn && next < source.length; next += 1) {
        const line = source[next];
        if (line !== undefined && !(next > first && isBlank(line))) {
            const indent = next === first ? /^\s*/.exec(line.text)![0].length : 0;
            goesOn = continued.test(line.text);
            const piece = line.text.slice(indent).replace(goesOn ? continued : /[ \t]+$/, "");
            pieces.push({ index: text.length, offset: line.offset + indent });
            text += piece;
            end = line.offset + indent + piece.length;
        }
    }
    const heredocs = readHeredocs(source, next, text);
    const length = text.length;
    const offsetAt = (index: number) => {
        const piece = pieces.findLast((one) => one.index <= index) ?? { index: 0, offset: 0 };
        return index >= length ? end : piece.offset + index - piece.index;
    };
    return {
        line: { text, offsetAt, end: heredocs.end ?? end, heredocs: heredocs.bodies },
        next: heredocs.next,
    };
}

/** Only RUN, COPY and ADD take heredocs, also behind ONBUILD; `<<` within a shell's arithmetic or quotes elsewhere is none. */
function readHeredocs(source: readonly SourceLine[], from: number, text: string) {
    const names = /^(onbuild\s+)?(run|copy|add)\s/i.test(text)
        ? [...text.matchAll(HEREDOC)].slice(0, MANY).map(([, , name]) => name)
        : [];
    const bodies: string[] = [];
    let next = from;
    let end: number | undefined;
    for (const name of names) {
        const last = source.findIndex((line, index) => index >= next && line.text.replace(/^\t+/, "") === name);
        const closing = source[last];
        if (closing !== undefined) {
            bodies.push(
                source
                    .slice(next, last)
                    .map((line) => line.text)
                    .join("\n"),
            );
            end = closing.offset + closing.text.length;
            next = last + 1;
        }
    }
    return { bodies, end, next };
}
