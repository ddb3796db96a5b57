import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { AwsCall } from "./awsCall.ts";
import { answerControl, isControl } from "./control.ts";
import { answerWith } from "./answerWith.ts";
import { type EarlierAnswers, earlierAnswers } from "./earlierAnswers.ts";
import type { FaultScript } from "./faults.ts";
import { type Received, receive } from "./received.ts";
import { type Recorder, recorder } from "./recording.ts";
import type { Rewriting } from "./rewriting.ts";
import type { Servers } from "./route.ts";

/** One call that came in, whatever became of it. */
export interface SeenCall extends AwsCall {
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly userAgent: string;
    /** As JSON, where it is some; else empty. */
    readonly body: string;
}

export interface ProxyNeeds {
    readonly servers: Servers;
    readonly faults: FaultScript;
    readonly rewriting: Rewriting;
}

/** All that answering a call needs. */
export interface ProxyParts extends ProxyNeeds {
    readonly earlier: EarlierAnswers;
    readonly record: Recorder;
}

/** A server that stands for all of AWS. */
export interface Proxy {
    readonly url: string;
    /** All calls so far, in order. */
    calls(): readonly SeenCall[];
    /** Lets this process end while it runs. */
    unref(): void;
    stop(): Promise<void>;
}

/**
 * Starts a server on a free port of 127.0.0.1 that passes each request on to the server that has its service, and lets go wrong what
 * the script of faults says. Signatures are read and not verified.
 */
export async function startProxy(needs: ProxyNeeds): Promise<Proxy> {
    const parts: ProxyParts = { ...needs, earlier: earlierAnswers(), record: recorder() };
    const calls: SeenCall[] = [];
    const server = http.createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, (request, response) => {
        answer(parts, calls, request, response).catch((error: unknown) => {
            // Who asked has gone, or the server behind has: either way there is nobody to tell, and nothing to tell.
            response.destroy(error instanceof Error ? error : undefined);
        });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return {
        url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
        calls: () => [...calls],
        unref() {
            server.unref();
            server.on("connection", (socket) => socket.unref()); // one that is kept alive keeps no process
        },
        async stop() {
            server.close();
            server.closeAllConnections();
            await Promise.race([once(server, "close"), wait(1000)]);
        },
    };
}

async function answer(parts: ProxyParts, calls: SeenCall[], request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isControl(request)) {
        await answerControl(parts.faults, request, response);
        return;
    }
    const received = await receive(request);
    calls.push(seen(received));
    await answerWith(parts, received, response);
}

function seen({ call, request, body }: Received): SeenCall {
    const text = Buffer.isBuffer(body) && call.protocol !== "rest-json" ? body.toString() : "";
    return { ...call, at: Date.now(), userAgent: request.headers["user-agent"] ?? "", body: text };
}
