import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
    CreateEndpointConfigCommand,
    CreateModelCommand,
    DeleteEndpointConfigCommand,
    DescribeEndpointConfigCommand,
    ListEndpointConfigsCommand,
    type ProductionVariant,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { clientsOf } from "../clients.ts";
import { awsJson, send } from "../server/http.ts";
import { serveApi, type ServedApi } from "../serve.ts";

const Image = "000000000000.dkr.ecr.us-east-1.amazonaws.com/iris:v1";
const variant = { VariantName: "AllTraffic", ModelName: "iris", InitialInstanceCount: 1, InstanceType: "ml.m5.large" } as const;

describe("the endpoint configurations of Local SageMaker", () => {
    let api: ServedApi;
    let sagemaker: SageMakerClient;
    const create = async (EndpointConfigName: string, ...ProductionVariants: ProductionVariant[]) =>
        sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants }));

    before(async () => {
        api = await serveApi();
        ({ sagemaker } = clientsOf(api.url));
        await sagemaker.send(new CreateModelCommand({ ModelName: "iris", PrimaryContainer: { Image } }));
    });
    after(async () => api[Symbol.asyncDispose]());

    it("are described as they were created, with the weight that SageMaker gives", async () => {
        const { EndpointConfigArn } = await create("iris", variant);
        assert.equal(EndpointConfigArn, "arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/iris");
        const described = await sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: "iris" }));
        assert.equal(described.EndpointConfigName, "iris");
        assert.deepEqual(described.ProductionVariants, [{ ...variant, InitialVariantWeight: 1 }]);
    });

    it("take an instance type that nobody knows yet", async () => {
        const body = { EndpointConfigName: "tomorrow", ProductionVariants: [{ ...variant, InstanceType: "ml.z99.huge" }] };
        const { status } = await send(api.url, awsJson("SageMaker.CreateEndpointConfig", JSON.stringify(body)));
        assert.equal(status, 200);
    });

    it("cannot have the same name twice", async () => {
        await create("twice", variant);
        await assert.rejects(create("twice", variant), {
            name: "ValidationException",
            message:
                'Cannot create already existing endpoint configuration "arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/twice".',
        });
    });

    it("need a model that exists, and variants that can be told apart", async () => {
        await assert.rejects(create("no-model", { ...variant, ModelName: "rose" }), {
            name: "ValidationException",
            message: 'Could not find model "arn:aws:sagemaker:us-east-1:000000000000:model/rose".',
        });
        await assert.rejects(create("alike", variant, variant), { name: "ValidationException", message: /must be unique/ });
        await assert.rejects(create("none"), {
            message:
                "1 validation error detected: Value '[]' at 'productionVariants' failed to satisfy constraint: " +
                "Member must have length greater than or equal to 1",
        });
    });

    it("are refused by the place of the broken member", async () => {
        await assert.rejects(create("broken", variant, { ...variant, VariantName: "B", VolumeSizeInGB: 513 }), {
            name: "ValidationException",
            message:
                "1 validation error detected: Value '513' at 'productionVariants.2.member.volumeSizeInGB' failed to satisfy constraint: " +
                "Member must have value less than or equal to 512",
        });
    });

    it("say of what cannot run here that it cannot", async () => {
        const serverless = { VariantName: "A", ModelName: "iris", ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } };
        await assert.rejects(create("serverless", serverless), {
            name: "ValidationException",
            message: /no serverless endpoints/,
        });
    });

    it("are listed by name when asked so, and gone when deleted", async () => {
        await create("sorted-b", variant);
        await create("sorted-a", variant);
        const list = async () => {
            const input = { NameContains: "sorted", SortBy: "Name", SortOrder: "Ascending" } as const;
            const { EndpointConfigs } = await sagemaker.send(new ListEndpointConfigsCommand(input));
            return EndpointConfigs?.map(({ EndpointConfigName }) => EndpointConfigName);
        };
        assert.deepEqual(await list(), ["sorted-a", "sorted-b"]);
        await sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: "sorted-a" }));
        assert.deepEqual(await list(), ["sorted-b"]);
        await assert.rejects(sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: "sorted-a" })), {
            name: "ValidationException",
            message: /^Could not find endpoint configuration "arn:/,
        });
    });
});
