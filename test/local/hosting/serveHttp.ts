import { once } from "node:events";
import http, { type RequestListener } from "node:http";

/** An HTTP server of this process, gone at the end of its block. */
export async function serveHttp(
    listener: RequestListener,
): Promise<{ readonly port: number; [Symbol.asyncDispose](): Promise<void> }> {
    const server = http.createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return {
        port: typeof address === "object" && address !== null ? address.port : 0,
        async [Symbol.asyncDispose]() {
            server.closeAllConnections();
            server.close();
            await once(server, "close");
        },
    };
}
