/** What rustc or cargo says; line and column from 0. */
export interface CompilerRemark {
    readonly level: "error" | "warning";
    readonly message: string;
    readonly code: string | undefined;
    /** Absolute, or relative to the root of cargo's workspace; undefined where no file is named. */
    readonly file: string | undefined;
    readonly line: number;
    readonly column: number;
}

interface Pending {
    readonly level: "error" | "warning";
    readonly code: string | undefined;
    readonly lines: string[];
}

/** What rustc says before it names the place, and what cargo says in all, is shorter. */
const MAX_LINES = 60;

const HEADER = /^(error|warning)(?:\[([\w:]+)\])?: (.+)$/;
const PLACE = /^\s*--> (.+?):(\d+):(\d+)$/;

/**
 * Reads what cargo and rustc print for people, line by line: a Dockerfile is the user's own, and asks for no JSON. `end` is called when
 * nothing more comes.
 */
export function compilerText(found: (remark: CompilerRemark) => void) {
    let pending: Pending | undefined;

    function end(): void {
        if (pending?.level === "error" && !/^(?:could not compile|aborting due to)/.test(pending.lines[0] ?? "")) {
            found(remarkWithoutPlace(pending));
        }
        pending = undefined;
    }

    return {
        end,
        line(text: string): void {
            const header = HEADER.exec(text);
            const place = PLACE.exec(text);
            if (header !== null) {
                end();
                pending = { level: header[1] === "error" ? "error" : "warning", code: header[2], lines: [header[3] ?? ""] };
            } else if (place !== null && pending !== undefined) {
                found(remarkAt(pending, place));
                pending = undefined;
            } else if (pending !== undefined && pending.lines.length < MAX_LINES) {
                pending.lines.push(text.trim());
            }
        },
    };
}

function remarkAt({ level, code, lines }: Pending, [, file, line, column]: RegExpExecArray): CompilerRemark {
    const message = lines.filter((one) => one !== "").join("\n");
    return { level, code, message, file, line: Number(line) - 1, column: Number(column) - 1 };
}

/** Cargo names the manifest in a sentence, and then a chain of causes; of a failed linker only its own errors are worth reading. */
function remarkWithoutPlace({ level, code, lines }: Pending): CompilerRemark {
    const text = lines.join("\n");
    const [first = "", ...rest] = lines.filter((line) => !/^(?:|\||Caused by:)$/.test(line));
    const more = rest
        .map((line) => line.replace(/^= note:\s+/, ""))
        .filter((line) => !/^(?:"cc"|some arguments are omitted|collect2:)/.test(line));
    const place = /\bline (\d+)(?:,? column (\d+))?/.exec(text);
    return {
        level,
        code,
        message: [first, ...more.slice(0, 4)].join(": ").slice(0, 1000),
        file: manifestIn(text),
        line: Number(place?.[1] ?? 1) - 1,
        column: Number(place?.[2] ?? 1) - 1,
    };
}

function manifestIn(text: string): string | undefined {
    const folder = /\bpackage `[^`\n]*\((\/[^)\n]*)\)`/.exec(text)?.[1];
    return folder === undefined
        ? /(?<![^\s`])(\/[^`\n]*?Cargo\.(?:toml|lock))(?![^\s`,.:])/.exec(text)?.[1]
        : `${folder}/Cargo.toml`;
}
