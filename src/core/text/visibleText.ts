// Zero-width joiners are left: emoji and several scripts need them. Controls but tab and line feed, and the marks that turn the direction of what follows: all of them can make text look like another.
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Foreign text with what it hides made visible: `⟨U+202E⟩` stands where a mark would have turned the rest of the line round. */
export function visibleText(text: string): string {
    return text.replaceAll("\r\n", "\n").replace(HIDDEN, (character) => `⟨U+${codeOf(character)}⟩`);
}

function codeOf(character: string): string {
    return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
}
