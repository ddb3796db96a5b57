import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Control } from "../control/control.ts";
import { answerJson, type JsonServices } from "../protocol/awsJson.ts";
import { answerQuery, type QueryService } from "../protocol/awsQuery.ts";
import type { Report } from "../protocol/failure.ts";
import type { Invoke } from "../protocol/invocation.ts";
import { refusalOf } from "../protocol/loopback.ts";
import { answerInvocation, invokedEndpoint } from "../protocol/sageMakerRuntime.ts";
import { answerS3, type S3 } from "../s3/s3.ts";

/** What the server answers with. */
export interface Application {
    readonly services: JsonServices;
    readonly query: QueryService;
    readonly s3: S3;
    readonly invoke: Invoke;
    /** The server about itself, for who looks whether it is one of ours and well. */
    readonly health: () => object;
    /** Undefined unless the server was started with `--control`. */
    readonly control: Control | undefined;
    readonly report: Report;
}

/** Finds the protocol of a request, one server for all services, as their clients are told one endpoint URL. */
export async function answer(
    application: Application,
    port: number,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const requestId = randomUUID();
    response.setHeader("x-amzn-requestid", requestId);
    const { services, query, s3, invoke, health, control, report } = application;
    const refusal = refusalOf(request.headers, port);
    if (refusal !== undefined) {
        sendJson(response, 403, { __type: "AccessDeniedException", message: refusal });
        return;
    }
    if (request.method === "GET" && request.url === "/_local/health") {
        sendJson(response, 200, health());
        return;
    }
    if (control !== undefined && request.method === "POST" && request.url === "/_local/control") {
        await control(request, response, report);
        return;
    }
    if (request.headers["x-amz-target"] !== undefined) {
        await answerJson(services, request, response, report);
        return;
    }
    const endpointName = invokedEndpoint(request);
    if (endpointName !== undefined) {
        await answerInvocation(invoke, endpointName, request, response, report);
    } else if (request.method === "POST" && isForm(request)) {
        await answerQuery(query, request, response, requestId, report);
    } else {
        await answerS3(s3, request, response, requestId, report);
    }
}

function isForm(request: IncomingMessage): boolean {
    return request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

function sendJson(response: ServerResponse, status: number, answerBody: object): void {
    const body = Buffer.from(JSON.stringify(answerBody));
    response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
}
