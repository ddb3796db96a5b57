import http, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A request on its way to a server. */
export interface Forwarded {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer | Readable;
}

const agent = new http.Agent(); // a connection for each request: the servers behind may be restarted at any time

/** Sends a request to a server and answers with its response as soon as the head is there. */
export async function forward(url: string, request: Forwarded, signal: AbortSignal): Promise<http.IncomingMessage> {
    const { hostname, port, host } = new URL(url);
    const { method, path, body } = request;
    const sent = http.request({ hostname, port, method, path, headers: headersFor(request, host), agent, signal });
    const response = new Promise<http.IncomingMessage>((resolve, reject) => {
        sent.once("response", resolve);
        sent.once("error", reject);
    });
    if (Buffer.isBuffer(body)) {
        sent.end(body);
    } else {
        // A server that refuses need not read all of a body.
        pipeline(body, sent).catch(() => {});
    }
    return response;
}

/** `Host` is the server's own, and nobody waits for a "100 Continue". */
function headersFor({ headers, body }: Forwarded, host: string): OutgoingHttpHeaders {
    const {
        expect: _expect,
        "transfer-encoding": encoding,
        "content-length": _length,
        connection: _connection,
        ...rest
    } = headers;
    const length = Buffer.isBuffer(body) ? { "content-length": body.length } : lengthOf(headers, encoding);
    return { ...rest, ...length, host };
}

function lengthOf(headers: IncomingHttpHeaders, encoding: string | undefined): OutgoingHttpHeaders {
    const length = headers["content-length"];
    return encoding === undefined
        ? length === undefined
            ? {}
            : { "content-length": length }
        : { "transfer-encoding": encoding };
}
