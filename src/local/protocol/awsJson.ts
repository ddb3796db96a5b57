import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "./apiError.ts";
import { apiErrorOf, type Report } from "./failure.ts";
import type { Operations } from "./operation.ts";
import { readBody } from "./requestBody.ts";

/** A service of the AWS JSON protocols. */
export interface JsonService {
    readonly operations: Operations;
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
        const operation = service !== undefined && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
        const body = await readBody(request, MOST_BYTES);
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
    const contentType = request.headers["content-type"] ?? "application/x-amz-json-1.1";
    response.writeHead(status, { "content-type": contentType, "content-length": body.length });
    response.end(body);
}
