import type { IncomingMessage } from "node:http";
import { type AwsCall, awsCall } from "./awsCall.ts";

/** A request to AWS: what it asks, and its body, which is whole but for objects of S3. */
export interface Received {
    readonly call: AwsCall;
    readonly request: IncomingMessage;
    readonly body: Buffer | IncomingMessage;
    /** The form of the query protocol. */
    readonly form?: URLSearchParams;
    /** Path and body, as far as the body is whole. */
    readonly text: string;
}

/** Reads a request. Bodies of S3 are left to stream, however large they are. */
export async function receive(request: IncomingMessage): Promise<Received> {
    const { method = "GET", url = "/", headers } = request;
    const head = { method, url, headers };
    const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
    const call = awsCall(head);
    if (!isForm && call.service === "s3") {
        return { call, request, body: request, text: url };
    }
    const chunks: Buffer[] = await request.toArray();
    const body = Buffer.concat(chunks);
    const text = `${url}\n${body.toString()}`;
    if (!isForm) {
        return { call, request, body, text };
    }
    const form = new URLSearchParams(body.toString());
    return { call: awsCall({ ...head, form }), request, body, form, text };
}
