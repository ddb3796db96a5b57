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
    const out: JsonToken[] = [];
    const open: Layout[] = [];
    let column = 0;
    const put = (kind: JsonToken["kind"], piece: string) => {
        out.push({ kind, text: piece });
        const lineBreak = piece.lastIndexOf("\n");
        column = lineBreak < 0 ? column + piece.length : piece.length - lineBreak - 1;
    };
    const newLine = () => put("plain", `\n${"  ".repeat(open.length)}`);

    for (const [index, token] of tokens.entries()) {
        const layout = open.at(-1) ?? "block";
        if (token === "{" || token === "[") {
            open.push(layouts.get(index) ?? "inline");
            put("plain", token);
            if (open.at(-1) !== "inline") {
                newLine();
            }
        } else if (token === "}" || token === "]") {
            open.pop();
            if (layout !== "inline") {
                newLine();
            }
            put("plain", token);
        } else if (token === ",") {
            put("plain", ",");
            if (layout === "block" || (layout === "filled" && column + (tokens[index + 1]?.length ?? 0) > LINE)) {
                newLine();
            } else {
                put("plain", " ");
            }
        } else if (token === ":") {
            put("plain", ": ");
        } else {
            put(tokens[index + 1] === ":" ? "key" : kindOf(token), token);
        }
    }
    return out;
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
