import assert from "node:assert/strict";
import http from "node:http";
import { once } from "node:events";

/** What a client that is not the SDK sends: any path, headers and body. */
export interface RawRequest {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Buffer;
}

/** Sends a request as it is, which `fetch` would tidy up. */
export async function send(url: string, { method = "POST", path = "/", headers = {}, body = "" }: RawRequest) {
    const { hostname, port } = new URL(url);
    const request = http.request({ hostname, port, method, path, headers, agent: false });
    request.end(body);
    const [response]: http.IncomingMessage[] = await once(request, "response");
    assert.ok(response !== undefined);
    const chunks: Buffer[] = await response.toArray();
    return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() };
}

/** A request of AWS JSON 1.1. */
export function awsJson(operation: string, body: string): RawRequest {
    return { headers: { "x-amz-target": operation, "content-type": "application/x-amz-json-1.1" }, body };
}
