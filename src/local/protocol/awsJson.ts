import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "./apiError.ts";
import { apiErrorOf, type Report } from "./failure.ts";
import { encodeMessage, EVENT_STREAM, type StreamMessage } from "./eventStream.ts";
import type { Operations, StreamOperation } from "./operation.ts";
import { readBody } from "./requestBody.ts";

/** A service of the AWS JSON protocols. */
export interface JsonService {
    readonly operations: Operations;
    readonly streams?: Readonly<Record<string, StreamOperation>>;
    /** Exception → code of the older query protocol, which clients of a service that once spoke it still show. */
    readonly queryCodes?: Readonly<Record<string, string>>;
}

/** Services under the prefixes of their `x-amz-target`. */
export type JsonServices = ReadonlyMap<string, JsonService>;

const MOST_BYTES = 4 * 1024 * 1024;

/** Answers a request of AWS JSON 1.0 or 1.1, whose operation stands in the header `x-amz-target`. */
export async function answerJson(
    services: JsonServices,
    request: IncomingMessage,
    response: ServerResponse,
    report: Report,
): Promise<void> {
    const [prefix = "", name = ""] = String(request.headers["x-amz-target"]).split(/\.(?=[^.]*$)/);
    const service = services.get(prefix);
    try {
        const operation = own(service?.operations, name);
        const stream = own(service?.streams, name);
        const body = await readBody(request, MOST_BYTES);
        if (stream !== undefined) {
            const gone = new AbortController();
            response.once("close", () => gone.abort());
            await sendStream(
                response,
                stream(withoutNulls(parseJson(body)), gone.signal),
                contentTypeOf(request),
                gone.signal,
                report,
            );
            return;
        }
        if (operation === undefined) {
            throw unknownOperation(`${prefix}.${name}`, report);
        }
        send(request, response, 200, await operation(withoutNulls(parseJson(body))));
    } catch (error) {
        const refused = apiErrorOf(error, report);
        const queryCode = service?.queryCodes && (service.queryCodes[refused.name] ?? refused.name);
        if (queryCode !== undefined) {
            response.setHeader("x-amzn-query-error", `${queryCode};${refused.status < 500 ? "Sender" : "Receiver"}`);
        }
        send(request, response, refused.status, { __type: refused.name, message: refused.message, ...refused.fields });
    }
}

function own<T>(named: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
    return named !== undefined && Object.hasOwn(named, name) ? named[name] : undefined;
}

/** The first message is empty: some clients wait for it before they read on. */
async function sendStream(
    response: ServerResponse,
    messages: AsyncIterable<StreamMessage>,
    contentType: string,
    gone: AbortSignal,
    report: Report,
): Promise<void> {
    response.writeHead(200, { "content-type": EVENT_STREAM });
    response.write(encodeMessage({ type: "initial-response", kind: "event", payload: {} }, contentType));
    try {
        for await (const message of messages) {
            response.write(encodeMessage(message, contentType));
        }
        response.end();
    } catch (error) {
        response.destroy();
        if (!gone.aborted) {
            report(error);
        }
    }
}

function unknownOperation(target: string, report: Report): ApiError {
    report(`Local SageMaker does not emulate this operation: ${target}`);
    return new ApiError("UnknownOperationException", `Local SageMaker does not emulate this operation: ${target}`);
}

function parseJson(body: Buffer): unknown {
    if (body.length === 0) {
        return {};
    }
    try {
        const parsed: unknown = JSON.parse(body.toString());
        if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
            return parsed;
        }
    } catch {
        // Refused below.
    }
    throw new ApiError("SerializationException", "The request body is not a JSON object.");
}

/** In the AWS JSON protocols a member that is null is one that is not there. */
function withoutNulls(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.filter((item) => item !== null).map(withoutNulls);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const members = Object.entries(value).filter(([, member]) => member !== null);
    return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

function send(request: IncomingMessage, response: ServerResponse, status: number, answer: object): void {
    const body = Buffer.from(JSON.stringify(answer));
    response.writeHead(status, { "content-type": contentTypeOf(request), "content-length": body.length });
    response.end(body);
}

function contentTypeOf(request: IncomingMessage): string {
    return request.headers["content-type"] ?? "application/x-amz-json-1.1";
}
