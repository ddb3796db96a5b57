import http from "node:http";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers one request; it never rejects. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that listens, though it answers nothing until it is told how. */
export interface Listener {
    readonly port: number;
    /** Begins to answer; requests that came before are answered now. */
    serve(answer: Answer): void;
    /** Takes no more connections, lets requests end for as long as `graceMs`, then cuts them. */
    close(graceMs: number): Promise<void>;
    /** Milliseconds since the last request began or ended; 0 while one is under way. */
    idleMs(): number;
}

/** Listens on 127.0.0.1 and no other address; port 0 is any free one. Rejects with the system's error when it cannot. */
export async function listen(port: number): Promise<Listener> {
    const { promise: ready, resolve: serve } = Promise.withResolvers<Answer>();
    let active = 0;
    let lastActive = performance.now();
    const server = http.createServer({ keepAliveTimeout: 65_000, headersTimeout: 30_000, requestTimeout: 300_000 });
    server.on("request", (request, response) => {
        active += 1;
        response.once("close", () => {
            active -= 1;
            lastActive = performance.now();
        });
        // A refusal may come before the body was read; what is left of it has to be, or the connection is of no more use.
        response.once("finish", () => request.resume());
        void ready.then((answer) => answer(request, response));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return {
        port: typeof address === "object" && address !== null ? address.port : port,
        serve,
        idleMs: () => (active > 0 ? 0 : performance.now() - lastActive),
        async close(graceMs) {
            const closed = once(server, "close");
            server.close();
            const cut = setTimeout(() => server.closeAllConnections(), graceMs);
            await closed;
            clearTimeout(cut);
        },
    };
}
