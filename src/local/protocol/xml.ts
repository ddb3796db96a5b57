/** An element with children, or text where an element has none; an array repeats its element, undefined leaves it out. */
export interface XmlElement {
    readonly [name: string]: XmlValue | readonly XmlValue[] | undefined;
}

type XmlValue = string | number | boolean | XmlElement;

/** An XML document with one root element. */
export function xmlDocument(root: string, content: XmlElement, namespace?: string): string {
    const attribute = namespace === undefined ? "" : ` xmlns="${namespace}"`;
    return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${children(content)}</${root}>`;
}

function children(content: XmlElement): string {
    return Object.entries(content)
        .flatMap(([name, value]) =>
            many(value).map(
                (item) => `<${name}>${typeof item === "object" ? children(item) : escapeText(String(item))}</${name}>`,
            ),
        )
        .join("");
}

function many(value: XmlValue | readonly XmlValue[] | undefined): readonly XmlValue[] {
    if (value === undefined) {
        return [];
    }
    return isList(value) ? value : [value];
}

function isList(value: XmlValue | readonly XmlValue[]): value is readonly XmlValue[] {
    return Array.isArray(value);
}

/** A carriage return would be read back as a line feed, and the other control characters are not allowed in XML at all. */
function escapeText(text: string): string {
    return text
        .replace(/&/g, "&amp;")
        .replace(/</g, "&lt;")
        .replace(/>/g, "&gt;")
        .replace(/"/g, "&quot;")
        .replace(/\p{Cc}/gu, (character) => `&#${character.charCodeAt(0)};`);
}
