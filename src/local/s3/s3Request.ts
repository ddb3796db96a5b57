import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { ApiError } from "../protocol/apiError.ts";
import { bodyOf } from "../protocol/requestBody.ts";

/** A request of S3 in path style. Bucket and key are empty where the path names none. */
export interface S3Request {
    readonly method: string;
    readonly bucket: string;
    readonly key: string;
    readonly query: URLSearchParams;
    readonly headers: IncomingHttpHeaders;
    readonly body: AsyncIterable<Buffer>;
}

const BUCKET_NAME = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const MOST_KEY_BYTES = 1024;

/** Reads a request. The path is taken apart by hand, because URL would resolve the dots that a key may contain. */
export function s3Request(request: IncomingMessage): S3Request {
    const [path = "/", search = ""] = (request.url ?? "/").split(/\?(.*)/s);
    const [, bucketPart = "", keyPart = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
    const bucket = decode(bucketPart);
    const key = decode(keyPart);
    if (bucket !== "" && !BUCKET_NAME.test(bucket)) {
        throw new ApiError("InvalidBucketName", "The specified bucket is not valid.");
    }
    if (Buffer.byteLength(key) > MOST_KEY_BYTES) {
        throw new ApiError("KeyTooLongError", "Your key is too long");
    }
    return {
        method: request.method ?? "GET",
        bucket,
        key,
        query: new URLSearchParams(search),
        headers: request.headers,
        body: bodyOf(request),
    };
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        throw new ApiError("InvalidURI", "Couldn't parse the specified URI.");
    }
}

/** A header that may come once. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
    const value = headers[name];
    return Array.isArray(value) ? value.join(",") : value;
}
