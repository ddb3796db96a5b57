import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { type Filter, GetProductsCommand, paginateGetProducts } from "@aws-sdk/client-pricing";
import { clientsOf } from "../clients.ts";
import { startServerProcess } from "../serverProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const ServiceCode = "AmazonSageMaker";
const prices = {
    "us-east-1": { Training: { "ml.g5.xlarge": 1.408, "ml.m5.large": 0.115 }, Hosting: { "ml.g5.xlarge": 1.408 } },
    "eu-west-1": { Training: { "ml.g5.xlarge": 1.57 } },
};
const term = (Field: string, Value: string): Filter => ({ Type: "TERM_MATCH", Field, Value });

describe("the price list of Local SageMaker", () => {
    it("answers the products of a file as strings of JSON, found by their attributes", async () => {
        using directory = temporaryDirectory();
        const file = path.join(directory.path, "prices.json");
        fs.writeFileSync(file, JSON.stringify(prices));
        const server = await startServerProcess(path.join(directory.path, "data"), "--prices", file);
        try {
            const { pricing: client } = clientsOf(server.url);
            const found = async (...Filters: Filter[]) => {
                const entries: { name: string; usd: string }[] = [];
                for await (const { PriceList } of paginateGetProducts({ client, pageSize: 2 }, { ServiceCode, Filters })) {
                    entries.push(...(PriceList ?? []).map((entry: unknown) => priceOf(String(entry))));
                }
                return entries.map(({ name, usd }) => `${name} ${Number(usd)}`);
            };
            assert.deepEqual(await found(term("regionCode", "us-east-1"), term("component", "Training")), [
                "ml.g5.xlarge 1.408",
                "ml.m5.large 0.115",
            ]);
            assert.deepEqual(await found(term("regionCode", "eu-west-1")), ["ml.g5.xlarge 1.57"]);
            assert.equal((await found()).length, 4);
            assert.equal((await found({ Type: "NONE_OF", Field: "component", Value: "Training,Transform" })).length, 1);
            assert.equal((await found({ Type: "CONTAINS", Field: "instanceName", Value: "g5" })).length, 3);
            assert.deepEqual(await found(term("instanceName", "ml.p5.48xlarge")), []);
            await assert.rejects(client.send(new GetProductsCommand({ ServiceCode, NextToken: "x" })), {
                name: "InvalidNextTokenException",
            });
        } finally {
            await server.end("SIGTERM");
        }
    });

    it("is empty without a file", async () => {
        using directory = temporaryDirectory();
        const server = await startServerProcess(directory.path);
        try {
            const { PriceList } = await clientsOf(server.url).pricing.send(new GetProductsCommand({ ServiceCode }));
            assert.deepEqual(PriceList, []);
        } finally {
            await server.end("SIGTERM");
        }
    });
});

function priceOf(entry: string): { name: string; usd: string } {
    const { product, terms } = JSON.parse(entry);
    const [offer] = Object.values<{ priceDimensions: Record<string, { pricePerUnit: { USD: string } }> }>(terms.OnDemand);
    const [dimension] = Object.values(offer?.priceDimensions ?? {});
    return { name: product.attributes.instanceName, usd: dimension?.pricePerUnit.USD ?? "" };
}
