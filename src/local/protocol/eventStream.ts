import { crc32 } from "node:zlib";

/** A message of an AWS event stream. */
export interface StreamMessage {
    /** The member of the stream's union that it is, or `initial-response`. */
    readonly type: string;
    /** An exception ends the stream. */
    readonly kind: "event" | "exception";
    readonly payload: object;
}

/** The content type of an answer that is an event stream. */
export const EVENT_STREAM = "application/vnd.amazon.eventstream";

const STRING = 7;
const PRELUDE = 12;
const CHECKSUM = 4;

/** A message in the binary framing of event streams: lengths and their checksum, headers, payload, and a checksum of it all. */
export function encodeMessage({ type, kind, payload }: StreamMessage, contentType: string): Buffer {
    const headers = Buffer.concat([
        header(kind === "event" ? ":event-type" : ":exception-type", type),
        header(":content-type", contentType),
        header(":message-type", kind),
    ]);
    const body = Buffer.from(JSON.stringify(payload));
    const prelude = Buffer.alloc(PRELUDE);
    prelude.writeUInt32BE(PRELUDE + headers.length + body.length + CHECKSUM, 0);
    prelude.writeUInt32BE(headers.length, 4);
    prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
    const content = Buffer.concat([prelude, headers, body]);
    const checksum = Buffer.alloc(CHECKSUM);
    checksum.writeUInt32BE(crc32(content));
    return Buffer.concat([content, checksum]);
}

function header(name: string, value: string): Buffer {
    const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
    const length = Buffer.alloc(2);
    length.writeUInt16BE(valueBytes.length);
    return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, Buffer.from([STRING]), length, valueBytes]);
}
