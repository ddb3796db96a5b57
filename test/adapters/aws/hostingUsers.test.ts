import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { text } from "node:stream/consumers";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { configsWith, endpointsWith } from "../../../src/adapters/aws/sageMaker/hostingUsers.ts";

const never = new AbortController().signal;
/** Seconds since 1970; the model or config that is asked about was made then. */
const MADE_AT = 1000;
const one = { name: "used", createdAt: new Date(MADE_AT * 1000) };

interface Thing {
    readonly name: string;
    readonly at: number;
    readonly uses?: boolean;
    readonly isDenied?: boolean;
}

/** SageMaker with some configs, or endpoints, the newest first. */
async function sageMaker(things: readonly Thing[]) {
    const described: string[] = [];
    const answer = (operation: string, input: Record<string, string>): readonly [number, object] => {
        if (operation.startsWith("List")) {
            const from = Number(input["NextToken"] ?? 0);
            const page = things.slice(from, from + 100).map(({ name, at }) => ({
                [operation === "ListEndpoints" ? "EndpointName" : "EndpointConfigName"]: name,
                CreationTime: at,
                LastModifiedTime: at,
            }));
            const more = from + 100 < things.length ? { NextToken: String(from + 100) } : {};
            return [200, { [operation === "ListEndpoints" ? "Endpoints" : "EndpointConfigs"]: page, ...more }];
        }
        const name = input["EndpointName"] ?? input["EndpointConfigName"] ?? "";
        described.push(name);
        const thing = things.find((candidate) => candidate.name === name);
        const uses = thing?.uses === true ? "used" : "something else";
        return thing?.isDenied === true
            ? [400, { __type: "AccessDeniedException", message: "not authorized" }]
            : [200, { EndpointConfigName: uses, ProductionVariants: [{ ModelName: uses }] }];
    };
    const server = createServer((request, response) => {
        void text(request).then((body) => {
            const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
            const [status, content] = answer(operation, JSON.parse(body));
            response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(content));
        });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port }: AddressInfo = Object.assign({ port: 0, address: "", family: "" }, server.address());
    const client = new SageMakerClient({
        endpoint: `http://127.0.0.1:${port}`,
        region: "us-east-1",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
        maxAttempts: 1,
    });
    return {
        client,
        described,
        [Symbol.dispose]() {
            client.destroy();
            server.close();
        },
    };
}

const many = (count: number, at: number, prefix = "other"): readonly Thing[] =>
    Array.from({ length: count }, (_, index) => ({ name: `${prefix}-${index}`, at }));

for (const [what, usersOf] of [
    ["endpoint configs", configsWith],
    ["endpoints", endpointsWith],
] as const) {
    describe(`the users of something, among ${what}`, () => {
        it("F49: are found, too, where they are older than it", async () => {
            using place = await sageMaker([
                { name: "new", at: MADE_AT + 9, uses: true },
                { name: "old", at: MADE_AT - 9, uses: true },
                { name: "other", at: MADE_AT - 10 },
            ]);
            assert.deepEqual(await usersOf(place.client, one, never), { names: ["new", "old"], unseen: "nothing" });
        });

        it("F49: are looked for among 500, first among those that came since", async () => {
            using place = await sageMaker([...many(3, MADE_AT + 9, "new"), ...many(600, MADE_AT - 9)]);
            assert.deepEqual(await usersOf(place.client, one, never), { names: [], unseen: "older" });
            const early = place.described.slice(0, 8).filter((name) => name.startsWith("new-"));
            assert.deepEqual([place.described.length, early.length], [500, 3]);

            using full = await sageMaker(many(600, MADE_AT + 9));
            assert.deepEqual(await usersOf(full.client, one, never), { names: [], unseen: "more" });
        });

        it("may be old ones that may not be asked about; of what came since, that is a refusal", async () => {
            using place = await sageMaker([
                { name: "mine", at: MADE_AT + 9, uses: true },
                { name: "theirs", at: MADE_AT - 9, isDenied: true },
            ]);
            assert.deepEqual(await usersOf(place.client, one, never), { names: ["mine"], unseen: "older" });

            using late = await sageMaker([{ name: "theirs", at: MADE_AT + 9, isDenied: true }]);
            await assert.rejects(usersOf(late.client, one, never), { name: "AccessDeniedException" });
        });
    });
}
