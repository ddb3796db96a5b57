import { type SourcePlace, sourcePlaces } from "../logs/sourcePlaces.ts";

/** A Rust panic as the program printed it. */
export interface Panic {
    /** Empty where the line behind it is not there. */
    readonly message: string;
    readonly place: SourcePlace | undefined;
}

/** The last panic of a log; what a panic in its wake prints has no message of its own. */
export function panicOf(lines: readonly string[]): Panic | undefined {
    const at = lines.findLastIndex((line) => line.includes("panicked at "));
    const line = lines[at];
    if (line === undefined) {
        return undefined;
    }
    const said = line.slice(line.indexOf("panicked at ") + "panicked at ".length);
    // Before Rust 1.73 the message stood in quotes, in front of the place.
    const quoted = /^'(.{0,2000})', [^']*$/.exec(said)?.[1];
    const next = lines[at + 1] ?? "";
    return { message: quoted ?? (next.startsWith("note: ") ? "" : next), place: sourcePlaces(said).at(-1) };
}
