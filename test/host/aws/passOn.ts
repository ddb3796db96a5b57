import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { endToEnd, givenAnswer, sendWhole, type WholeAnswer, wholeAnswer } from "./answer.ts";
import { forward } from "./forward.ts";
import { note, type Outcome } from "./note.ts";
import type { ProxyParts } from "./proxy.ts";
import type { Received } from "./received.ts";
import { type Route, routeOf } from "./route.ts";
import { simulatePrincipalPolicy } from "./simulatePrincipalPolicy.ts";

/** Has a call answered by the server that has its service, and passes the answer on. */
export async function passOn(
    parts: ProxyParts,
    received: Received,
    response: ServerResponse,
    signal: AbortSignal,
): Promise<void> {
    const route = routeOf(received.call, parts.servers);
    const own = await ownAnswer(parts, received, route);
    if (route === undefined || own !== undefined) {
        finish(parts, received, response, { by: "standIn", answer: own ?? unknownToAll(received) });
        return;
    }
    const message = await toServer(parts, received, route, signal);
    if (streams(received, message)) {
        await stream(parts, received, response, message, route);
    } else {
        finish(parts, received, response, { by: route.to, answer: await readAnswer(parts, message, route) });
    }
}

/** Has a call answered, and answers the whole of it. */
export async function outcomeOf(
    parts: ProxyParts,
    received: Received,
    signal: AbortSignal,
): Promise<Outcome & { readonly answer: WholeAnswer }> {
    const route = routeOf(received.call, parts.servers);
    const own = await ownAnswer(parts, received, route);
    if (route === undefined || own !== undefined) {
        return { by: "standIn", answer: own ?? unknownToAll(received) };
    }
    return { by: route.to, answer: await readAnswer(parts, await toServer(parts, received, route, signal), route) };
}

function finish(
    { record, earlier }: ProxyParts,
    received: Received,
    response: ServerResponse,
    outcome: Outcome & { readonly answer: WholeAnswer },
): void {
    note(record, received, outcome);
    earlier.keep(received, outcome.answer);
    sendWhole(response, outcome.answer);
}

/** Passes on bytes as they come: objects of S3, the answers of models and streams of events. */
async function stream(
    { record }: ProxyParts,
    received: Received,
    response: ServerResponse,
    message: IncomingMessage,
    { to }: Route,
): Promise<void> {
    const [status, headers] = [message.statusCode ?? 0, endToEnd(message)];
    const length = message.headers["content-length"];
    response.writeHead(status, { ...headers, ...(length !== undefined && { "content-length": length }) });
    response.flushHeaders();
    const chunks: Buffer[] = [];
    if (received.call.service !== "s3") {
        message.on("data", (chunk: Buffer) => chunks.push(chunk));
    }
    try {
        await pipeline(message, response);
    } finally {
        // Who has heard enough of a stream of events goes before it ends.
        note(record, received, { by: to, answer: { status, headers, body: Buffer.concat(chunks) } });
    }
}

function streams({ call }: Received, message: IncomingMessage): boolean {
    return call.protocol.startsWith("rest") || message.headers["content-type"] === "application/vnd.amazon.eventstream";
}

async function ownAnswer(
    { servers }: ProxyParts,
    { call, form }: Received,
    route: Route | undefined,
): Promise<WholeAnswer | undefined> {
    return call.operation === "SimulatePrincipalPolicy" && form !== undefined && route !== undefined
        ? givenAnswer(await simulatePrincipalPolicy(servers.moto ?? route.url, form))
        : undefined;
}

/** What is said where no server has the service. */
function unknownToAll({ call }: Received): WholeAnswer {
    const message = `The stand-in for AWS has nobody who answers for ${call.service} ${call.operation}.`;
    return givenAnswer({ status: 501, body: { __type: "UnknownOperationException", message } });
}

function toServer(parts: ProxyParts, received: Received, route: Route, signal: AbortSignal): Promise<IncomingMessage> {
    const { method = "GET", url = "/", headers } = received.request;
    const { body } = received;
    const isText = received.call.protocol === "json" && headers["content-encoding"] === undefined && Buffer.isBuffer(body);
    const sent = route.to === "local" && isText ? parts.rewriting.toLocal(body) : body;
    return forward(route.url, { method, path: url, headers, body: sent }, signal);
}

async function readAnswer({ rewriting }: ProxyParts, message: IncomingMessage, route: Route): Promise<WholeAnswer> {
    const answer = await wholeAnswer(message);
    const isJson = String(answer.headers["content-type"]).startsWith("application/x-amz-json");
    return route.to === "local" && isJson ? { ...answer, body: rewriting.toClients(answer.body) } : answer;
}
