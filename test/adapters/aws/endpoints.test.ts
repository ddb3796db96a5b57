import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { connections } from "../../../src/adapters/aws/connections.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { startAws } from "../../host/aws/awsStandIn.ts";
import { clientsOf } from "../../local/clients.ts";
import { deploy, reaches, serveProgram } from "../../local/hosting/deploy.ts";
import { BUCKET } from "../../local/programs.ts";

const never = new AbortController().signal;

describe("an endpoint that was described before", () => {
    it("is described with one call, until it is made of something else", async () => {
        await using aws = await startAws({ moto: false });
        const local = clientsOf(aws.localUrl);
        await local.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
        await deploy(local, "asked", { AllTraffic: { serve: serveProgram("response.end(body)") } });
        await reaches(local, "asked", "InService");
        const endpoints = await connections(async () => aws.url).endpointsIn(LOCAL);
        const callsOf = async <T>(ask: () => Promise<T>) => {
            const before = aws.calls().length;
            const answer = await ask();
            const calls = aws.calls().slice(before);
            return { answer, calls: calls.map(({ operation }) => operation) };
        };
        const all = ["DescribeEndpoint", "DescribeEndpointConfig", "DescribeModel"];
        const first = await callsOf(() => endpoints.describe("asked", never));
        const again = await callsOf(() => endpoints.describeAgain(first.answer, never));
        assert.deepEqual([first.calls, again.calls], [all, ["DescribeEndpoint"]]);
        assert.deepEqual(again.answer, first.answer);
        assert.equal(again.answer.variants[0]?.instanceCount, 1);
        for (const change of [{ configName: "other" }, { createdAt: new Date(0) }]) {
            const anew = await callsOf(() => endpoints.describeAgain({ ...first.answer, ...change }, never));
            assert.deepEqual(anew, { answer: first.answer, calls: all });
        }
    });
});
