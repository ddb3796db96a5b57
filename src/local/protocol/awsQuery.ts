import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "./apiError.ts";
import { apiErrorOf, type Report } from "./failure.ts";
import { readBody } from "./requestBody.ts";
import { xmlDocument, type XmlElement } from "./xml.ts";

/** An operation of the query protocol: form fields in, the content of its result element out. */
export type QueryAction = (parameters: URLSearchParams) => XmlElement;

/** A service of the query protocol: its XML namespace and its operations. */
export interface QueryService {
    readonly namespace: string;
    readonly actions: Readonly<Record<string, QueryAction>>;
}

const MOST_BYTES = 1024 * 1024;

/** Answers a request of the AWS query protocol: a form whose field `Action` names the operation, answered in XML. */
export async function answerQuery(
    service: QueryService,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    report: Report,
): Promise<void> {
    try {
        const parameters = new URLSearchParams((await readBody(request, MOST_BYTES)).toString());
        const name = parameters.get("Action") ?? "";
        const action = Object.hasOwn(service.actions, name) ? service.actions[name] : undefined;
        if (action === undefined) {
            report(`Local SageMaker does not emulate this operation: ${name}`);
            throw new ApiError("InvalidAction", `Could not find operation ${name}`);
        }
        const content = { [`${name}Result`]: action(parameters), ResponseMetadata: { RequestId: requestId } };
        send(response, 200, xmlDocument(`${name}Response`, content, service.namespace));
    } catch (error) {
        const { name, message, status } = apiErrorOf(error, report);
        const content = {
            Error: { Type: status < 500 ? "Sender" : "Receiver", Code: name, Message: message },
            RequestId: requestId,
        };
        send(response, status, xmlDocument("ErrorResponse", content, service.namespace));
    }
}

function send(response: ServerResponse, status: number, xml: string): void {
    response.writeHead(status, { "content-type": "text/xml", "content-length": Buffer.byteLength(xml) });
    response.end(xml);
}
