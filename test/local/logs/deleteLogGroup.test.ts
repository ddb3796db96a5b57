import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeleteLogGroupCommand, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { clientsOf } from "../clients.ts";
import { serveApi } from "../serve.ts";

describe("a log group of Local SageMaker", () => {
    it("is gone with its streams when it was deleted, and made anew by the next line", async () => {
        await using api = await serveApi();
        const { logs } = clientsOf(api.url);
        const logGroupName = "/aws/sagemaker/Endpoints/iris";
        const line = { timestamp: 1, ingestionTime: 1, message: "line" };
        const names = async () => (await logs.send(new DescribeLogGroupsCommand({}))).logGroups?.map((one) => one.logGroupName);
        api.stores.logs.append(logGroupName, "AllTraffic/i-1", [line, line]);
        await logs.send(new DeleteLogGroupCommand({ logGroupName }));
        assert.deepEqual(await names(), []);
        await assert.rejects(logs.send(new DeleteLogGroupCommand({ logGroupName })), { name: "ResourceNotFoundException" });
        api.stores.logs.append(logGroupName, "AllTraffic/i-1", [line]);
        assert.deepEqual([await names(), api.stores.logs.count(logGroupName, "AllTraffic/i-1")], [[logGroupName], 1]);
    });
});
