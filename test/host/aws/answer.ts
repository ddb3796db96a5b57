import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { once } from "node:events";
import type { GivenAnswer } from "./faults.ts";

/** An answer that is there as a whole. */
export interface WholeAnswer {
    readonly status: number;
    readonly headers: OutgoingHttpHeaders;
    readonly body: Buffer;
}

const HOP = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "date"]);

/** An answer that was made up. */
export function givenAnswer({ status, headers = {}, body }: GivenAnswer): WholeAnswer {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return { status, headers: { "content-type": "application/x-amz-json-1.1", ...headers }, body: Buffer.from(text) };
}

/** Reads the rest of a server's answer. */
export async function wholeAnswer(message: IncomingMessage): Promise<WholeAnswer> {
    const chunks: Buffer[] = await message.toArray();
    return { status: message.statusCode ?? 0, headers: endToEnd(message), body: Buffer.concat(chunks) };
}

/** The headers of a message without those of its connection, and without the date, which is that of the last server. */
export function endToEnd(message: IncomingMessage): OutgoingHttpHeaders {
    return Object.fromEntries(Object.entries(message.headers).filter(([name]) => !HOP.has(name)));
}

/** Sends an answer that is there as a whole. */
export function sendWhole(response: ServerResponse, { status, headers, body }: WholeAnswer): void {
    response.writeHead(status, { ...headers, "content-length": body.length });
    response.end(body);
}

/** Sends half of an answer, and then resets the connection. */
export async function sendHalf(response: ServerResponse, { status, headers, body }: WholeAnswer): Promise<void> {
    response.writeHead(status, { ...headers, "content-length": body.length });
    const flushed = response.write(body.subarray(0, Math.floor(body.length / 2)));
    if (!flushed) {
        await once(response, "drain");
    }
    await new Promise((resolve) => setTimeout(resolve, 20)); // or the reset would overtake what was written
    response.destroy();
}
