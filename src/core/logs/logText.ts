import { visibleText } from "../text/visibleText.ts";

/** The longest line that a channel shows, in UTF-16 units. */
const LONGEST_SHOWN = 32 * 1024;

// In all of these a sequence that is not ended stops before the next control character: so what follows is not hidden, and no text makes
// the search slow.
const ESCAPES = new RegExp(
    [
        "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]", // CSI: colours and cursor moves
        "(?:\\u001b[\\]P^_X]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0000-\\u001f\\u007f-\\u009f]*(?:\\u0007|\\u001b\\\\|\\u009c)", // OSC (titles, links, the clipboard), DCS, PM, APC, SOS
        "\\u001b[ -/]*[0-~]", // the short ones
    ].join("|"),
    "g",
);

// Controls but tab and line feed.
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * A line of a log as plain text: without colours, links and whatever else a terminal would obey, and of a progress bar the last state.
 * Marks that turn the direction of text are made visible.
 */
export function logText(message: string): string {
    const lines = message.replace(ESCAPES, "").replaceAll("\r\n", "\n").split("\n");
    return visibleText(lines.map(overwritten).join("\n").replace(CONTROLS, "")).toWellFormed().trimEnd();
}

/** A text that a channel can show; `…(n more)` stands for the rest of a longer one. */
export function shownText(text: string): string {
    if (text.length <= LONGEST_SHOWN) {
        return text;
    }
    const kept = text.slice(0, LONGEST_SHOWN).replace(/[\ud800-\udbff]$/, "");
    return `${kept}…(${text.length - kept.length} more)`;
}

/** What is left of a line that carriage returns have written over. */
function overwritten(line: string): string {
    return line.split("\r").findLast((state) => state !== "") ?? "";
}
