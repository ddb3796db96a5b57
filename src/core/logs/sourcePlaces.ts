/** A place in a Rust source as a panic or the compiler names it, and where in the text it stands. */
export interface SourcePlace {
    /** As it was compiled: relative to cargo's workspace, or absolute, for example in a container. */
    readonly path: string;
    /** From 1. */
    readonly line: number;
    /** From 1. */
    readonly column: number;
    /** Offsets in the text. */
    readonly start: number;
    readonly end: number;
}

/** No path that anybody compiles is longer. */
const LONGEST_PATH = 512;
const PATH_CHARACTER = /[\p{L}\p{N}\p{M}_.+@~/\\:-]/u;

/** Finds all `src/….rs:LINE[:COLUMN]` of a text. It looks for what ends a path, and goes back from there: so long lines take no time. */
export function sourcePlaces(text: string): readonly SourcePlace[] {
    return [...text.matchAll(/\.rs:(\d{1,7})(?::(\d{1,5}))?/g)].flatMap(({ index, 0: found, 1: line = "1", 2: column = "1" }) => {
        const start = startOfPath(text, index);
        const place = { line: Math.max(1, Number(line)), column: Math.max(1, Number(column)), start, end: index + found.length };
        return start === index ? [] : [{ path: `${text.slice(start, index)}.rs`, ...place }];
    });
}

function startOfPath(text: string, end: number): number {
    let start = end;
    while (start > 0 && end - start < LONGEST_PATH && PATH_CHARACTER.test(text.charAt(start - 1))) {
        start--;
    }
    // A colon belongs to a path only behind the letter of a drive.
    const colon = text.lastIndexOf(":", end - 1);
    return colon < start ? start : /^[A-Za-z]:[\\/]/.test(text.slice(colon - 1, colon + 2)) ? colon - 1 : colon + 1;
}
