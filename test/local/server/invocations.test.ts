import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { ApiError } from "../../../src/local/protocol/apiError.ts";
import type { Invocation, Invoke } from "../../../src/local/protocol/invocation.ts";
import { clientsOf } from "../clients.ts";
import { serveApi } from "../serve.ts";
import { send } from "./http.ts";

describe("an invocation through Local SageMaker", () => {
    const echo: Invoke = async ({ body, headers, endpointName }) => ({
        status: 200,
        headers: { "content-type": headers["content-type"], "x-amzn-invoked-production-variant": endpointName },
        body: Readable.from([body]),
    });

    it("takes any bytes there and back", async () => {
        await using api = await serveApi({ invoke: echo });
        const Body = Uint8Array.from({ length: 6_291_456 }, (_, at) => at % 251);
        const input = { EndpointName: "iris", Body, ContentType: "application/x-own" };
        const answer = await clientsOf(api.url).runtime.send(new InvokeEndpointCommand(input));
        assert.deepEqual([answer.ContentType, answer.InvokedProductionVariant], ["application/x-own", "iris"]);
        assert.ok(Buffer.from(answer.Body).equals(Body));
    });

    it("is refused in plain text when its body is too large, as by the service", async () => {
        await using api = await serveApi({ invoke: echo });
        const { status, text, headers } = await send(api.url, {
            path: "/endpoints/iris/invocations",
            body: Buffer.alloc(6_291_457),
        });
        assert.deepEqual(
            [status, text, headers["content-type"]],
            [413, "HTTP content length exceeded 6291456 bytes.", "text/plain"],
        );
    });

    it("raises the model's error as the SDK knows it", async () => {
        const fields = { OriginalStatusCode: 400, OriginalMessage: "no such flower", LogStreamArn: "arn:aws:logs:x" };
        const invoke: Invoke = async () => {
            throw new ApiError("ModelError", "Received client error (400) from primary", { status: 424, fields });
        };
        await using api = await serveApi({ invoke });
        const sent = clientsOf(api.url).runtime.send(new InvokeEndpointCommand({ EndpointName: "iris", Body: "x" }));
        await assert.rejects(sent, ({ name, message, ...rest }: Error & typeof fields) => {
            assert.deepEqual([name, message], ["ModelError", "Received client error (400) from primary"]);
            assert.deepEqual([rest.OriginalStatusCode, rest.OriginalMessage, rest.LogStreamArn], Object.values(fields));
            return true;
        });
    });

    it("is cut off when the model breaks off, so that half an answer is not taken for a whole one", async () => {
        const breaks = (async function* () {
            yield Buffer.from("half");
            throw new Error("gone");
        })();
        await using api = await serveApi({ invoke: async () => ({ status: 200, headers: {}, body: Readable.from(breaks) }) });
        await assert.rejects(send(api.url, { path: "/endpoints/iris/invocations", body: "x" }));
    });

    it("tells the endpoint when the client has gone", async () => {
        const { promise: gone, resolve } = Promise.withResolvers<Invocation>();
        const invoke: Invoke = async (invocation, signal) =>
            new Promise((_, reject) => {
                signal.addEventListener("abort", () => {
                    resolve(invocation);
                    reject(new Error("gone"));
                });
            });
        await using api = await serveApi({ invoke });
        const abort = AbortSignal.timeout(100);
        await assert.rejects(fetch(`${api.url}/endpoints/a%20b/invocations`, { method: "POST", body: "x", signal: abort }));
        assert.equal((await gone).endpointName, "a b");
    });
});
