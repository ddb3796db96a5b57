import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

/** Where requests go on to. */
export interface Upstream {
    readonly port: number;
    /** Path and query; those of the request may ask for what ECR does not do. */
    readonly path: string;
    /** Closes the connection once the first part of a layer, in whichever direction, has come. */
    readonly closeMidLayer: boolean;
}

/** Passes a request on as it comes in, and its answer as that comes back; answers its status. */
export async function forward(request: IncomingMessage, response: ServerResponse, to: Upstream): Promise<number> {
    const { authorization: _, ...headers } = request.headers;
    const upstream = http.request({ host: "127.0.0.1", port: to.port, path: to.path, method: request.method, headers });
    const close = () => request.socket.destroy();
    if (to.closeMidLayer) {
        request.once("data", close);
    }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        upstream.once("response", resolve).once("error", reject);
        pipeline(request, upstream).catch(reject);
    });
    if (to.closeMidLayer) {
        answer.once("data", close);
    }
    const status = answer.statusCode ?? 502;
    response.writeHead(status, answer.headers);
    await pipeline(answer, response);
    return status;
}
