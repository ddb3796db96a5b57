/** Escape sequences of terminals: colours and cursor moves, titles, and the short ones. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\^_=>])/g;

/** Text as it is read, without escape sequences. */
export function withoutEscapes(text: string): string {
    return text.replace(ESCAPES, "");
}

/** The lines that a terminal shows in the end: what a carriage return has written over is gone. */
export function visibleLines(text: string): readonly string[] {
    return withoutEscapes(text)
        .split(/\r?\n/)
        .map((line) => line.slice(line.lastIndexOf("\r", line.length - 2) + 1).replace(/\r$/, ""));
}
