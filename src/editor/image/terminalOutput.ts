/** An unfinished sequence that is longer than this is none. */
const MAX_SEQUENCE = 4096;

// Colours, and what moves the cursor or erases. A terminal answers other sequences, or does as they say: it would put text into the
// clipboard, name links as they are not, or report its state as if the user had typed it.
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const ALLOWED = /^\x1b\[[\d;]*[mABCDGJK]$/;

// A sequence that begins with an escape: CSI; OSC, DCS, SOS, PM and APC up to their end; any other.
const SEQUENCE =
    // oxlint-disable-next-line no-control-regex -- controls are what it looks for
    /\x1b(?:\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[\x20-\x2f]*[\x30-\x4f\x51-\x57\x59\x5a\x5c\x60-\x7e])/g;

// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const CONTROL = /[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/**
 * Makes of what a program prints, chunk by chunk, what a terminal may be given: line feeds become those of a terminal, and of the control
 * sequences only colours, movement and erasing are left. The output of a build is foreign text.
 */
export function terminalOutput(): (chunk: string) => string {
    let held = "";
    let endsWithReturn = false;
    return (chunk) => {
        const { whole, rest } = splitAtUnfinished(held + chunk);
        held = rest;
        const allowed = withAllowedSequences(whole);
        const text = (endsWithReturn ? `\r${allowed}` : allowed).replace(/\r?\n/g, "\r\n").slice(endsWithReturn ? 1 : 0);
        endsWithReturn = allowed === "" ? endsWithReturn : allowed.endsWith("\r");
        return text;
    };
}

function withAllowedSequences(text: string): string {
    let result = "";
    let from = 0;
    for (const { 0: sequence, index } of text.matchAll(SEQUENCE)) {
        result += text.slice(from, index).replace(CONTROL, "") + (ALLOWED.test(sequence) ? sequence : "");
        from = index + sequence.length;
    }
    return result + text.slice(from).replace(CONTROL, "");
}

/** Keeps back a sequence whose end is still to come. */
function splitAtUnfinished(text: string): { readonly whole: string; readonly rest: string } {
    let start = text.lastIndexOf("\x1b");
    if (start > 0 && text[start + 1] === "\\") {
        start = text.lastIndexOf("\x1b", start - 1); // the end of a string, not the begin of a sequence
    }
    const rest = start === -1 ? "" : text.slice(start);
    const isUnfinished = rest !== "" && rest.length <= MAX_SEQUENCE && rest.search(SEQUENCE) !== 0;
    return isUnfinished ? { whole: text.slice(0, start), rest } : { whole: text, rest: "" };
}
