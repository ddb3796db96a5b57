import { ApiError } from "../protocol/apiError.ts";
import type { XmlElement } from "../protocol/xml.ts";
import type { StoredObject } from "../store/objects.ts";
import { integerOf } from "./integerOf.ts";

/** A line of a listing: an object, or all the objects below a delimiter. */
type Row = { readonly object: StoredObject } | { readonly commonPrefix: string };

const PAGE_SIZE = 1000;

/** ListObjectsV2: objects in key order, those with a delimiter behind the prefix rolled up into common prefixes. */
export function listObjects(bucket: string, objects: readonly StoredObject[], query: URLSearchParams): XmlElement {
    const prefix = query.get("prefix") ?? "";
    const delimiter = query.get("delimiter") ?? "";
    const token = query.get("continuation-token");
    const after = token === null ? (query.get("start-after") ?? "") : readToken(token);
    const limit = Math.min(integerOf(query, "max-keys") ?? PAGE_SIZE, PAGE_SIZE);
    const encoded = query.get("encoding-type") === "url" ? encodeKey : (key: string) => key;

    const rows = rowsOf(objects, prefix, delimiter).filter(
        (row) => Buffer.compare(Buffer.from(nameOf(row)), Buffer.from(after)) > 0,
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const more = last !== undefined && page.length < rows.length;
    return {
        Name: bucket,
        Prefix: encoded(prefix),
        ...(delimiter !== "" && { Delimiter: encoded(delimiter) }),
        ...(query.has("encoding-type") && { EncodingType: "url" }),
        ...(token !== null && { ContinuationToken: token }),
        MaxKeys: limit,
        KeyCount: page.length,
        IsTruncated: more,
        ...(more && { NextContinuationToken: writeToken(nameOf(last)) }),
        Contents: page.flatMap((row) => ("object" in row ? [contentsOf(row.object, encoded)] : [])),
        CommonPrefixes: page.flatMap((row) => ("commonPrefix" in row ? [{ Prefix: encoded(row.commonPrefix) }] : [])),
    };
}

/** Objects come in key order, so that those under one common prefix follow each other. */
function rowsOf(objects: readonly StoredObject[], prefix: string, delimiter: string): Row[] {
    const rows: Row[] = [];
    let previous: string | undefined;
    for (const object of objects) {
        const end = delimiter === "" ? -1 : object.key.indexOf(delimiter, prefix.length);
        const commonPrefix = end === -1 ? undefined : object.key.slice(0, end + delimiter.length);
        if (commonPrefix === undefined) {
            rows.push({ object });
        } else if (commonPrefix !== previous) {
            rows.push({ commonPrefix });
        }
        previous = commonPrefix;
    }
    return rows;
}

function nameOf(row: Row): string {
    return "object" in row ? row.object.key : row.commonPrefix;
}

function contentsOf({ key, bytes, etag, modifiedAt }: StoredObject, encoded: (key: string) => string): XmlElement {
    return {
        Key: encoded(key),
        LastModified: modifiedAt.toISOString(),
        ETag: `"${etag}"`,
        Size: bytes,
        StorageClass: "STANDARD",
    };
}

/** Keys may hold what XML cannot; clients ask for them percent-encoded, with slashes as they are. */
function encodeKey(key: string): string {
    return encodeURIComponent(key).replace(/%2F/g, "/");
}

function writeToken(name: string): string {
    return Buffer.from(JSON.stringify([name])).toString("base64url");
}

function readToken(token: string): string {
    try {
        const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
        if (Array.isArray(parsed) && typeof parsed[0] === "string") {
            return parsed[0];
        }
    } catch {
        // Not one of ours: refused below.
    }
    throw new ApiError("InvalidArgument", "The continuation token provided is incorrect");
}
