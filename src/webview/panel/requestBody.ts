import { isTextual, textOf } from "../../core/request/payload.ts";
import { fromBase64, toBase64 } from "./base64.ts";

/** A request's body: text that is being edited, or bytes as they came. */
export type RequestBody =
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "bytes"; readonly name: string; readonly bytes: Uint8Array };

/** A body as the page's state holds it; `base64` is left out of one that is too large for it. */
export type KeptBody =
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "bytes"; readonly name: string; readonly size: number; readonly base64?: string };

/** A text area slows down with more than this. */
const LONGEST_EDITED = 200_000;

/** Takes bytes into the text area where it would give the same bytes back. */
export function bodyOf(name: string, contentType: string, bytes: Uint8Array): RequestBody {
    const text = isTextual(contentType) && bytes.length <= LONGEST_EDITED ? textOf(bytes) : undefined;
    // A text area turns every line end into a line feed.
    return text === undefined || text.includes("\r") ? { kind: "bytes", name, bytes } : { kind: "text", text };
}

export function bytesOf(body: RequestBody): Uint8Array {
    return body.kind === "text" ? new TextEncoder().encode(body.text) : body.bytes;
}

/** `most` is the size in bytes up to which bytes are kept. */
export function keptBody(body: RequestBody, most: number): KeptBody {
    if (body.kind === "text" && body.text.length <= most) {
        return body;
    }
    const bytes = bytesOf(body);
    const name = body.kind === "text" ? "text" : body.name;
    return { kind: "bytes", name, size: bytes.length, ...(bytes.length <= most && { base64: toBase64(bytes) }) };
}

/** Undefined for a body that was too large to be kept. */
export function restoredBody(kept: KeptBody): RequestBody | undefined {
    if (kept.kind === "text") {
        return kept;
    }
    return kept.base64 === undefined ? undefined : { kind: "bytes", name: kept.name, bytes: fromBase64(kept.base64) };
}

/** The request form as it was left. */
export interface KeptForm {
    readonly contentType: string;
    readonly accept: string;
    readonly body: KeptBody;
}
