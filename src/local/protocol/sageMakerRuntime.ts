import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { ApiError } from "./apiError.ts";
import { apiErrorOf, type Report } from "./failure.ts";
import type { Invoke } from "./invocation.ts";
import { readBody } from "./requestBody.ts";

/** The largest body that InvokeEndpoint takes, in bytes. */
const LARGEST_PAYLOAD = 6_291_456;

const INVOCATIONS = /^\/endpoints\/([^/?]+)\/invocations(?:\?|$)/;

/** The endpoint that a request of SageMaker Runtime is for; undefined when it is none. */
export function invokedEndpoint(request: IncomingMessage): string | undefined {
    const name = request.method === "POST" ? INVOCATIONS.exec(request.url ?? "")?.[1] : undefined;
    try {
        return name && decodeURIComponent(name);
    } catch {
        return name;
    }
}

/** Answers InvokeEndpoint, the one operation whose bodies are the model's own. */
export async function answerInvocation(
    invoke: Invoke,
    endpointName: string,
    request: IncomingMessage,
    response: ServerResponse,
    report: Report,
): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
        const body = await readBody(request, LARGEST_PAYLOAD);
        const answer = await invoke({ endpointName, headers: request.headers, body }, gone.signal);
        response.writeHead(answer.status, answer.headers);
        if (Buffer.isBuffer(answer.body)) {
            response.end(answer.body);
        } else {
            await pipeline(answer.body, response);
        }
    } catch (error) {
        if (response.headersSent || gone.signal.aborted) {
            response.destroy();
        } else {
            refuse(response, apiErrorOf(error, report));
        }
    }
}

/** The front door refuses a body that is too large in plain text, as the service does; all else is refused in JSON. */
function refuse(response: ServerResponse, { name, message, status, fields }: ApiError): void {
    const plain = status === 413;
    const body = Buffer.from(plain ? message : JSON.stringify({ Message: message, ...fields }));
    response.writeHead(status, {
        "content-type": plain ? "text/plain" : "application/json",
        "content-length": body.length,
        "x-amzn-errortype": name,
    });
    response.end(body);
}
