/** Matches a text and nothing else, as a label; VS Code shows spaces as no-break spaces in places. */
export function exactly(text: string): RegExp {
    return new RegExp(`^${pattern(text)}$`);
}

/** Matches a text anywhere; a pattern is taken as it is. */
export function anywhere(text: string | RegExp): RegExp {
    return text instanceof RegExp ? text : new RegExp(pattern(text));
}

/** What a person reads: no-break spaces are spaces, and what only VS Code's bidirectional marks tell apart is equal. */
export function plain(text: string): string {
    return text.replaceAll("\u00a0", " ").replace(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

/** The source of a regular expression that matches a text. */
export function pattern(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "[ \u00a0]");
}
