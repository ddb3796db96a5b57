import { NodeHttpHandler } from "@smithy/node-http-handler";
import { agents, type ProxySettings } from "./proxy.ts";

const CONNECTION_MS = 5000;
/** An answer that stops in its middle ends the call. Longer than a model may think. */
const IDLE_MS = 90_000;

/** Which host a failure or an answer came from: the SDK's errors do not say. */
const hosts = new WeakMap<object, string>();

/** Sends the requests of clients, through the user's proxy where there is one. Without `throwOnRequestTimeout` the SDK would only print a warning about a server that never answers. */
export function httpHandler(proxy: ProxySettings): NodeHttpHandler {
    const handler = new NodeHttpHandler({
        connectionTimeout: CONNECTION_MS,
        socketTimeout: IDLE_MS,
        throwOnRequestTimeout: true,
        ...agents(proxy, process.env),
    });
    const send = handler.handle.bind(handler);
    handler.handle = async (request, options) => {
        try {
            const answer = await send(request, options);
            hosts.set(answer.response, request.hostname);
            return answer;
        } catch (error) {
            if (error instanceof Error) {
                hosts.set(error, request.hostname);
            }
            throw error;
        }
    };
    return handler;
}

/** The host that a failed call went to; undefined when it went nowhere. */
export function hostOf(error: Error): string | undefined {
    return hosts.get(error) ?? hosts.get(responseOf(error) ?? error);
}

/** What the SDK has kept of the answer that it could not make sense of, or that refused. */
export function responseOf(error: Error): object | undefined {
    return "$response" in error && typeof error.$response === "object" && error.$response !== null ? error.$response : undefined;
}

/** The HTTP status of the answer that a failure came with; undefined where none came. */
export function statusOf(error: Error): number | undefined {
    const metadata = "$metadata" in error ? error.$metadata : undefined;
    const status =
        typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata ? metadata.httpStatusCode : undefined;
    return typeof status === "number" ? status : undefined;
}
