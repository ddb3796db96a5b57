import type { Evidence } from "./evidence.ts";

/** How a program ended, read from what SageMaker says of it; a signal counts 128 and its number. Undefined where it says nothing. */
export function exitCodeOf({ reason = "", lines }: Pick<Evidence, "reason" | "lines">): number | undefined {
    const said =
        /exit(?:ed with)? code:?\s*(-?\d{1,3})\b/i.exec(reason) ?? /exit code:?\s*(-?\d{1,3})\b/i.exec(lines.at(-1) ?? "");
    return said?.[1] === undefined ? undefined : Number(said[1]);
}

const MEANINGS: Readonly<Record<number, string>> = {
    0: "the program ended as if all was well",
    2: "the program's own, or a shell that could not read an executable of another architecture",
    101: "a Rust panic",
    125: "the container engine itself failed",
    126: "the program could not be executed",
    127: "the program or one of its libraries was not found",
    130: "SIGINT: it was interrupted",
    132: "SIGILL: an instruction that this CPU does not have",
    134: "SIGABRT: the program aborted, for example of a stack overflow or a panic in a panic",
    137: "SIGKILL: out of memory, or a stop that was not heeded in time",
    139: "SIGSEGV: it read or wrote where it may not",
    143: "SIGTERM: it was stopped",
};

/** An exit code in words. */
export function exitCodeText(code: number): string {
    return `${code} (${MEANINGS[code] ?? "the program's own"})`;
}
