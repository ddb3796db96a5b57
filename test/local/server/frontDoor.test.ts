import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { clientsOf } from "../clients.ts";
import { serveApi, type ServedApi } from "../serve.ts";
import { awsJson, send } from "./http.ts";

/** The exception that an answer of AWS JSON names. */
const typeOf = (text: string): unknown => JSON.parse(text)["__type"];

describe("the front door of Local SageMaker", () => {
    let api: ServedApi;
    const describeModel = (body: string) => send(api.url, awsJson("SageMaker.DescribeModel", body));

    before(async () => {
        api = await serveApi();
    });
    after(async () => api[Symbol.asyncDispose]());

    it("answers about its health", async () => {
        const { status, text } = await send(api.url, { method: "GET", path: "/_local/health" });
        assert.equal(status, 200);
        assert.deepEqual(JSON.parse(text), {
            service: "local-sagemaker",
            version: "test",
            pid: process.pid,
            dataDir: api.dataDirectory,
            running: { trainingJobs: 0, endpoints: 0 },
        });
    });

    it("listens on 127.0.0.1 alone", async () => {
        const port = Number(new URL(api.url).port);
        const reachable = (host: string) =>
            new Promise<boolean>((resolve) => {
                const socket = net.connect({ host, port }, () => resolve(true)).on("error", () => resolve(false));
                socket.on("close", () => socket.destroy());
                setTimeout(() => socket.destroy(), 500).unref();
            });
        assert.deepEqual([await reachable("127.0.0.1"), await reachable("127.0.0.2")], [true, false]);
    });

    it("refuses a foreign Host and everything that comes from a web page", async () => {
        const { port, host } = new URL(api.url);
        const status = async (headers: Record<string, string>) =>
            (await send(api.url, { method: "GET", path: "/_local/health", headers })).status;
        assert.equal(await status({ host: `localhost:${port}` }), 200);
        for (const foreign of [
            "127.0.0.1.evil.example",
            `127.0.0.1.evil.example:${port}`,
            `evil.example:${port}`,
            "127.0.0.1",
            "127.0.0.1:1",
        ]) {
            assert.equal(await status({ host: foreign }), 403, foreign);
        }
        assert.equal(await status({ origin: "https://evil.example" }), 403);
        assert.equal(await status({ origin: "null" }), 403);
        assert.equal(await status({ origin: `http://${host}` }), 403);
        assert.equal(await status({ "sec-fetch-site": "cross-site" }), 403);
        assert.equal(await status({ "sec-fetch-site": "none" }), 200);
    });

    it("names an operation that it does not emulate, and tells of it", async () => {
        for (const operation of ["SageMaker.CreateCluster", "SageMaker.constructor", "DynamoDB_20120810.PutItem", "nonsense"]) {
            const { status, text, headers } = await send(api.url, awsJson(operation, "{}"));
            assert.equal(status, 400);
            assert.equal(typeOf(text), "UnknownOperationException", operation);
            assert.match(String(headers["x-amzn-requestid"]), /^[0-9a-f-]{36}$/);
        }
        assert.match(String(api.reports[0]), /does not emulate this operation: SageMaker\.CreateCluster/);
    });

    it("refuses what is no JSON object, and members of the wrong type", async () => {
        const refusal = async (body: string) => {
            const { status, text } = await describeModel(body);
            return [status, typeOf(text)];
        };
        for (const body of [
            "{",
            "[]",
            "1",
            '"x"',
            "null",
            "\u0000",
            '{"ModelName":1}',
            '{"ModelName":{}}',
            '{"ModelName":["x"]}',
        ]) {
            assert.deepEqual(await refusal(body), [400, "SerializationException"], body);
        }
        assert.match((await describeModel('{"ModelName":1}')).text, /NUMBER_VALUE can not be converted to a String/);
    });

    it("takes a member that is null for one that is not there", async () => {
        for (const body of ["", "{}", '{"ModelName":null}']) {
            assert.equal(
                JSON.parse((await describeModel(body)).text).message,
                "1 validation error detected: Value null at 'modelName' failed to satisfy constraint: Member must not be null",
            );
        }
    });

    it("refuses a body that is too large, or grows so when it is unpacked", async () => {
        const large = " ".repeat(5 * 1024 * 1024);
        assert.equal((await describeModel(large)).status, 413);
        const request = awsJson("SageMaker.DescribeModel", "");
        const zipped = { ...request, headers: { ...request.headers, "content-encoding": "gzip" } };
        assert.equal((await send(api.url, { ...zipped, body: gzipSync(large) })).status, 413);
        assert.match((await send(api.url, { ...zipped, body: "not gzip" })).text, /SerializationException/);
    });

    it("keeps a connection of use after it has refused an upload half-way", async () => {
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
        const sockets = new Set<net.Socket>();
        const statusOf = async (method: string, path: string, headers: Record<string, string>, body: Buffer) => {
            const request = http.request(`${api.url}${path}`, { agent, method, headers });
            request.on("socket", (socket) => sockets.add(socket));
            request.end(body);
            const [response]: http.IncomingMessage[] = await once(request, "response");
            await response?.toArray();
            return response?.statusCode;
        };
        api.stores.objects.createBucket("data");
        const large = Buffer.alloc(30_000_000);
        assert.equal(await statusOf("PUT", "/data/large", { "content-encoding": "aws-chunked" }, large), 400);
        assert.equal(await statusOf("PUT", "/no-such-bucket/large", {}, large), 404);
        assert.equal(await statusOf("GET", "/_local/health", {}, Buffer.alloc(0)), 200);
        assert.equal(sockets.size, 1);
        agent.destroy();
    });

    it("lives on after a request that is cut off or no HTTP at all", async () => {
        const { hostname, port } = new URL(api.url);
        for (const bytes of [
            "\u0016\u0003\u0001",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
            "PUT /data/a HTTP/1.1\r\n",
        ]) {
            await new Promise<void>((resolve) => {
                const socket = net.connect({ host: hostname, port: Number(port) }, () => socket.end(bytes));
                socket.on("close", () => resolve()).on("error", () => {});
                socket.resume();
                setTimeout(() => socket.destroy(), 100);
            });
        }
        assert.equal((await send(api.url, { method: "GET", path: "/_local/health" })).status, 200);
    });

    it("says who one is, whatever the credentials", async () => {
        const { Account, Arn } = await clientsOf(api.url).sts.send(new GetCallerIdentityCommand({}));
        assert.deepEqual([Account, Arn], ["000000000000", "arn:aws:iam::000000000000:user/local"]);
        const form = { "content-type": "application/x-www-form-urlencoded" };
        const unknown = await send(api.url, { headers: form, body: "Action=AssumeRole" });
        assert.deepEqual([unknown.status, /<Code>InvalidAction<\/Code>/.test(unknown.text)], [400, true]);
    });
});
