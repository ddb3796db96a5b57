import { gunzipSync } from "node:zlib";
import type { IncomingMessage } from "node:http";
import { systemCode } from "../systemCode.ts";
import { ApiError } from "./apiError.ts";

/** Reads a whole body, and refuses one that is longer than `limit` bytes in the words of AWS's front door. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
    if (Number(request.headers["content-length"] ?? 0) > limit) {
        throw tooLarge(limit);
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    // The answer to a body that is refused half-way still has to reach the client: the socket must not go with it.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > limit) {
            throw tooLarge(limit);
        }
        chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    return request.headers["content-encoding"] === "gzip" ? unzipped(body, limit) : body;
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
