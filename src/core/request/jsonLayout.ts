/** A piece of JSON text with what it is, for the colours. */
export interface JsonToken {
    readonly kind: "key" | "string" | "number" | "literal" | "plain";
    readonly text: string;
}

/** What fits into this many characters stands on one line. */
const LINE = 80;

/** Deeper than this nobody reads, and the indentation alone would outgrow the text many times over. */
const DEEPEST = 64;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{},:]/g;

type Layout = "inline" | "filled" | "block";

/**
 * Lays JSON out for reading: short objects and arrays stay on one line, and long arrays of numbers fill lines. Numbers keep the digits that
 * the model wrote. Undefined when the text is not JSON, or nested too deeply to be read.
 */
export function layOutJson(text: string): readonly JsonToken[] | undefined {
    if (!isJson(text)) {
        return undefined;
    }
    const tokens = text.match(TOKEN) ?? [];
    const layouts = layoutsOf(tokens);
    if (!layouts) {
        return undefined;
    }
    const writer = new JsonWriter();
    for (const [index, token] of tokens.entries()) {
        const next = tokens[index + 1] ?? "";
        if (token === "{" || token === "[") {
            writer.open(token, layouts.get(index) ?? "inline");
        } else if (token === "}" || token === "]") {
            writer.close(token);
        } else if (token === ",") {
            writer.separate(next.length);
        } else if (token === ":") {
            writer.put("plain", ": ");
        } else {
            writer.put(next === ":" ? "key" : kindOf(token), token);
        }
    }
    return writer.written;
}

/** Writes tokens with the white space that the objects and arrays around them ask for. */
class JsonWriter {
    readonly written: JsonToken[] = [];
    readonly #open: Layout[] = [];
    #column = 0;

    put(kind: JsonToken["kind"], text: string): void {
        this.written.push({ kind, text });
        const lineBreak = text.lastIndexOf("\n");
        this.#column = lineBreak < 0 ? this.#column + text.length : text.length - lineBreak - 1;
    }

    open(bracket: string, layout: Layout): void {
        this.put("plain", bracket);
        this.#open.push(layout);
        if (layout !== "inline") {
            this.#newLine();
        }
    }

    close(bracket: string): void {
        if (this.#open.pop() !== "inline") {
            this.#newLine();
        }
        this.put("plain", bracket);
    }

    /** `next` is the length of what comes after the comma. */
    separate(next: number): void {
        this.put("plain", ",");
        const layout = this.#open.at(-1);
        if (layout === "block" || (layout === "filled" && this.#column + next > LINE)) {
            this.#newLine();
        } else {
            this.put("plain", " ");
        }
    }

    #newLine(): void {
        this.put("plain", `\n${"  ".repeat(this.#open.length)}`);
    }
}

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

/** How each object and array that does not fit on a line is laid out, by the index of its first token. Undefined when they nest too deeply. */
function layoutsOf(tokens: readonly string[]): ReadonlyMap<number, Layout> | undefined {
    const layouts = new Map<number, Layout>();
    const open: { readonly index: number; readonly from: number; nested: boolean }[] = [];
    let width = 0;
    for (const [index, token] of tokens.entries()) {
        width += token === "," || token === ":" ? 2 : token.length;
        if (token === "{" || token === "[") {
            const parent = open.at(-1);
            if (parent) {
                parent.nested = true;
            }
            open.push({ index, from: width, nested: false });
            if (open.length > DEEPEST) {
                return undefined;
            }
        } else if (token === "}" || token === "]") {
            const { index: first, from, nested } = open.pop() ?? { index, from: width, nested: false };
            if (width - from > LINE) {
                layouts.set(first, token === "]" && !nested ? "filled" : "block");
            }
        }
    }
    return layouts;
}

function kindOf(token: string): JsonToken["kind"] {
    return token.startsWith('"') ? "string" : /^[-\d]/.test(token) ? "number" : "literal";
}
