/** Escape sequences of terminals: colours and cursor moves, titles, and the short ones. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\^_=>])/g;

/** A line as a terminal shows it in the end: without escape sequences, and without what a carriage return has written over. */
export function visibleLine(line: string): string {
    const text = line.replace(ESCAPES, "").replace(/\r+$/, "");
    return text.slice(text.lastIndexOf("\r") + 1);
}
