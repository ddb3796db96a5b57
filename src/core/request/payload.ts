/** The largest body that InvokeEndpoint takes by its model; `bodyLimit` knows more of single endpoints. */
export const MAX_BODY_BYTES = 6_291_456;

/** What a body is when nothing tells more. */
const BINARY = "application/octet-stream";

/** The content types that a request form suggests. */
export const COMMON_CONTENT_TYPES = [
    "application/json",
    "application/jsonlines",
    "text/csv",
    "text/libsvm",
    "text/plain",
    "image/png",
    "image/jpeg",
    "application/x-npy",
    "application/x-recordio-protobuf",
    BINARY,
] as const;

const BY_EXTENSION: Readonly<Record<string, string>> = {
    json: "application/json",
    jsonl: "application/jsonlines",
    ndjson: "application/jsonlines",
    csv: "text/csv",
    tsv: "text/tab-separated-values",
    libsvm: "text/libsvm",
    svmlight: "text/libsvm",
    txt: "text/plain",
    md: "text/plain",
    xml: "application/xml",
    html: "text/html",
    png: "image/png",
    jpg: "image/jpeg",
    jpeg: "image/jpeg",
    gif: "image/gif",
    webp: "image/webp",
    bmp: "image/bmp",
    wav: "audio/wav",
    npy: "application/x-npy",
    pdf: "application/pdf",
};

/** The content type that a file's extension promises; bytes when it promises nothing. */
export function contentTypeOfFile(name: string): string {
    return BY_EXTENSION[extensionOf(name)] ?? BINARY;
}

/** The content type of an editor's text, by its file's extension and, for files without one, by its language. */
export function contentTypeOfText(name: string, languageId: string): string {
    const known = BY_EXTENSION[extensionOf(name)] ?? BY_LANGUAGE[languageId];
    return known ?? "text/plain";
}

const BY_LANGUAGE: Readonly<Record<string, string>> = {
    json: "application/json",
    jsonc: "application/json",
    jsonl: "application/jsonlines",
    csv: "text/csv",
    tsv: "text/tab-separated-values",
    xml: "application/xml",
    html: "text/html",
};

/** The extension, without a dot, for a file that is to hold a body of this content type. */
export function extensionFor(contentType: string): string {
    const media = mediaTypeOf(contentType);
    const known = Object.entries(BY_EXTENSION).find(([, type]) => type === media)?.[0];
    return known ?? (media.endsWith("+json") ? "json" : media.startsWith("text/") ? "txt" : "bin");
}

/** A content type without its parameters, in lower case. */
export function mediaTypeOf(contentType: string): string {
    return (contentType.split(";")[0] ?? "").trim().toLowerCase();
}

/** True for content types whose bodies are text that a person can edit. */
export function isTextual(contentType: string): boolean {
    const media = mediaTypeOf(contentType);
    return media.startsWith("text/") || /^application\/(.+\+)?(json|jsonlines|x-jsonlines|x-ndjson|xml|yaml)$/.test(media);
}

/** What keeps a request from being sent, in words; undefined when nothing does. */
export function requestFault(
    contentType: string,
    accept: string | undefined,
    body: Uint8Array,
    maxBytes = MAX_BODY_BYTES,
): string | undefined {
    if (contentType === "") {
        return "Say what the body is: enter a content type, such as application/json.";
    }
    const unfit = [contentType, accept ?? "*/*"].find((type) => !MEDIA_TYPE.test(type));
    if (unfit !== undefined) {
        return `This is not a content type; it should look like text/csv: ${unfit}`;
    }
    if (body.length === 0) {
        return "The body is empty: type one, or use an editor, a file or an example.";
    }
    return body.length > maxBytes ? sizeFault(body.length, maxBytes) : undefined;
}

function sizeFault(size: number, most: number): string {
    const count = (bytes: number) => bytes.toLocaleString("en-US");
    return `The body has ${count(size)} bytes, and SageMaker takes at most ${count(most)}: send a smaller one.`;
}

// SageMaker takes up to 1024 characters of printable ASCII here.
const MEDIA_TYPE = /^(?=.{1,1024}$)[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(\s*[;,][\x20-\x7e]*)?$/;

/** The text of a body, or undefined when its bytes are no UTF-8. A byte order mark is kept: it may be what the model trips over. */
export function textOf(body: Uint8Array): string | undefined {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    } catch {
        return undefined;
    }
}

function extensionOf(name: string): string {
    return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
