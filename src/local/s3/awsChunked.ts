import { ApiError } from "../protocol/apiError.ts";

/** What an aws-chunked body carries behind its last chunk: names in lower case. */
export type Trailers = Map<string, string>;

const LONGEST_LINE = 16 * 1024;

/**
 * Takes the content out of an `aws-chunked` body: chunks of a size in hex, perhaps signed, and trailers such as a checksum.
 * The SDKs send streams like that. Signatures are not looked at, no more than those of requests are.
 */
export async function* decodeAwsChunked(body: AsyncIterable<Buffer>, trailers: Trailers): AsyncGenerator<Buffer> {
    const reader = new ByteReader(body);
    try {
        yield* decodeChunks(reader);
        await readTrailers(reader, trailers);
    } finally {
        await reader.close();
    }
}

async function* decodeChunks(reader: ByteReader): AsyncGenerator<Buffer> {
    for (let size = await chunkSize(reader); size > 0; size = await chunkSize(reader)) {
        for (let left = size; left > 0;) {
            const part = await reader.some(left);
            left -= part.length;
            yield part;
        }
        if ((await reader.line()) !== "") {
            throw malformed();
        }
    }
}

async function readTrailers(reader: ByteReader, trailers: Trailers): Promise<void> {
    for (let line = await reader.line(); line !== ""; line = await reader.line()) {
        const [, name, value] = /^([^:]+):(.*)$/s.exec(line) ?? [];
        if (name === undefined || value === undefined) {
            throw malformed();
        }
        trailers.set(name.trim().toLowerCase(), value.trim());
    }
}

async function chunkSize(reader: ByteReader): Promise<number> {
    const size = /^([0-9a-fA-F]{1,12})(?:;.*)?$/.exec(await reader.line())?.[1];
    if (size === undefined) {
        throw malformed();
    }
    return Number.parseInt(size, 16);
}

/** Reads lines and counted bytes from what arrives in pieces of any size. */
class ByteReader {
    private readonly source: AsyncIterator<Buffer>;
    private pending: Buffer = Buffer.alloc(0);

    constructor(body: AsyncIterable<Buffer>) {
        this.source = body[Symbol.asyncIterator]();
    }

    /** At least one byte and at most so many. */
    async some(most: number): Promise<Buffer> {
        if (this.pending.length === 0) {
            await this.more();
        }
        const part = this.pending.subarray(0, most);
        this.pending = this.pending.subarray(part.length);
        return part;
    }

    /** Up to the next CRLF, which is left out. */
    async line(): Promise<string> {
        let end = this.pending.indexOf("\r\n");
        while (end === -1) {
            if (this.pending.length > LONGEST_LINE) {
                throw malformed();
            }
            await this.more();
            end = this.pending.indexOf("\r\n");
        }
        const line = this.pending.toString("latin1", 0, end);
        this.pending = this.pending.subarray(end + 2);
        return line;
    }

    /** Lets go of the source, read to its end or not. */
    async close(): Promise<void> {
        await this.source.return?.();
    }

    private async more(): Promise<void> {
        const next = await this.source.next();
        if (next.done === true) {
            throw malformed();
        }
        this.pending = this.pending.length === 0 ? next.value : Buffer.concat([this.pending, next.value]);
    }
}

function malformed(): ApiError {
    return new ApiError("IncompleteBody", "The request body terminated unexpectedly");
}
