import { gunzipSync } from "node:zlib";
import type { IncomingMessage } from "node:http";
import { systemCode } from "../../system/systemCode.ts";
import { ApiError } from "./apiError.ts";

/** How much of a body that is too long is still read, so that its sender comes to read the refusal. */
const MOST_DISCARDED = 64 * 1024 * 1024;

/** Reads a whole body, and refuses one that is longer than `limit` bytes in the words of AWS's front door. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of bodyOf(request)) {
        bytes += chunk.length;
        if (bytes <= limit) {
            chunks.push(chunk);
        } else if (bytes > limit + MOST_DISCARDED) {
            break;
        }
    }
    if (bytes > limit) {
        throw tooLarge(limit);
    }
    const body = Buffer.concat(chunks);
    return request.headers["content-encoding"] === "gzip" ? unzipped(body, limit) : body;
}

/** The bytes of a request. Who stops reading them half-way can still answer: the socket does not go with the rest of the body. */
export function bodyOf(request: IncomingMessage): AsyncIterable<Buffer> {
    return request.iterator({ destroyOnReturn: false });
}

/** The SDKs compress large metric requests. A small body that unpacks to a huge one is refused as well. */
function unzipped(body: Buffer, limit: number): Buffer {
    try {
        return gunzipSync(body, { maxOutputLength: limit });
    } catch (error) {
        if (systemCode(error) === "ERR_BUFFER_TOO_LARGE") {
            throw tooLarge(limit);
        }
        throw new ApiError("SerializationException", "The request body is not valid gzip.");
    }
}

function tooLarge(limit: number): ApiError {
    return new ApiError("RequestEntityTooLargeException", `HTTP content length exceeded ${limit} bytes.`, { status: 413 });
}
