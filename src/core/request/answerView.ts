import { csvRows } from "./csvRows.ts";
import { hexDump } from "./hexDump.ts";
import { type JsonToken, layOutJson } from "./jsonLayout.ts";
import { mediaTypeOf, textOf } from "./payload.ts";
import { rasterTypeOf } from "./rasterType.ts";
import { visibleText } from "../text/visibleText.ts";

/** How the body of an answer is shown; `leftOut` says what of it is not. */
export type AnswerView = { readonly leftOut: string | undefined } & (
    | { readonly kind: "empty" }
    | { readonly kind: "json"; readonly tokens: readonly JsonToken[] }
    | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] }
    | { readonly kind: "image"; readonly type: string }
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "hex"; readonly text: string }
);

const MOST = { characters: 200_000, bytes: 16_384, rows: 200 };

/** Shows a body by what it is, not by what it is called: a picture or JSON of a wrong content type is shown as such all the same. */
export function prettyView(contentType: string, body: Uint8Array): AnswerView {
    const type = rasterTypeOf(body);
    if (type !== undefined) {
        return { kind: "image", type, leftOut: undefined };
    }
    const text = textOf(body);
    return (text !== undefined && (jsonView(text) ?? tableView(contentType, text))) || rawView(body);
}

/** Shows a body as it came: its text, or its bytes when it is none. */
export function rawView(body: Uint8Array): AnswerView {
    if (body.length === 0) {
        return { kind: "empty", leftOut: undefined };
    }
    const text = textOf(body);
    // Text has no NUL, and bytes that happen to be UTF-8 mostly do.
    if (text === undefined || text.includes("\0")) {
        const left = body.length - MOST.bytes;
        return { kind: "hex", text: hexDump(body.subarray(0, MOST.bytes)), leftOut: left > 0 ? `${left} more bytes` : undefined };
    }
    const left = text.length - MOST.characters;
    return {
        kind: "text",
        text: visibleText(text.slice(0, MOST.characters)),
        leftOut: left > 0 ? `${left} more characters` : undefined,
    };
}

function jsonView(text: string): AnswerView | undefined {
    if (!/^\s*[[{]/.test(text) || text.length > MOST.characters) {
        return undefined;
    }
    const tokens = layOutJson(text)?.map(({ kind, text: piece }) => ({ kind, text: visibleText(piece) }));
    return tokens && { kind: "json", tokens, leftOut: undefined };
}

function tableView(contentType: string, text: string): AnswerView | undefined {
    const media = mediaTypeOf(contentType);
    if (media !== "text/csv" && media !== "text/tab-separated-values") {
        return undefined;
    }
    const rows = csvRows(text.slice(0, MOST.characters), media === "text/csv" ? "," : "\t", MOST.rows + 1);
    const cut = rows.length > MOST.rows || text.length > MOST.characters;
    const shown = rows.slice(0, MOST.rows).map((row) => row.map(visibleText));
    return rows.length === 0 ? undefined : { kind: "table", rows: shown, leftOut: cut ? "more rows" : undefined };
}
