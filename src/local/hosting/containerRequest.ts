import http, { type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { systemCode } from "../../system/systemCode.ts";

/** Connections to one container at a time; further requests wait for one. */
const MOST_CONNECTIONS = 256;

/** A request to a container, its body complete. */
export interface ContainerRequest {
    readonly port: number;
    readonly headers: OutgoingHttpHeaders;
    readonly body: Buffer;
    readonly signal: AbortSignal;
}

/** Sends requests to containers over connections that are kept; resolves when the head of the answer is there. */
export function containerRequests(): (request: ContainerRequest) => Promise<IncomingMessage> {
    const agent = new http.Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
    return async (request) => {
        try {
            return await send(request, agent);
        } catch (error) {
            if (!(error instanceof StaleConnection)) {
                throw error;
            }
            return send(request, agent).catch(() => {
                throw error; // The container is gone rather than its connection old.
            });
        }
    };
}

/** A kept connection broke when it was used again: most likely the container had just closed it for being idle. */
class StaleConnection extends Error {}

async function send({ port, headers, body, signal }: ContainerRequest, agent: http.Agent): Promise<IncomingMessage> {
    const options = { host: "127.0.0.1", port, method: "POST", path: "/invocations", headers, agent, signal };
    return new Promise((resolve, reject) => {
        const request = http.request(options, resolve);
        request.on("error", (error) => {
            const stale = request.reusedSocket && ["ECONNRESET", "EPIPE"].includes(systemCode(error) ?? "");
            reject(stale ? new StaleConnection(error.message) : error);
        });
        request.end(body);
    });
}
