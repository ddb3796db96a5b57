import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
    AddTagsCommand,
    CreateModelCommand,
    DeleteModelCommand,
    DeleteTagsCommand,
    DescribeModelCommand,
    ListModelsCommand,
    ListTagsCommand,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { clientsOf } from "../clients.ts";
import { serveApi, type ServedApi } from "../serve.ts";

const Image = "000000000000.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:" + "0".repeat(64);
const ModelDataUrl = "s3://models/iris/output/model.tar.gz";

describe("the models of Local SageMaker", () => {
    let api: ServedApi;
    let sagemaker: SageMakerClient;
    const create = async (ModelName: string) =>
        sagemaker.send(new CreateModelCommand({ ModelName, PrimaryContainer: { Image, ModelDataUrl } }));

    before(async () => {
        api = await serveApi();
        ({ sagemaker } = clientsOf(api.url));
        api.stores.objects.createBucket("models");
        const bytes = (async function* () {
            yield Buffer.from("model");
        })();
        await api.stores.objects.put("models", "iris/output/model.tar.gz", bytes, "application/gzip");
    });
    after(async () => api[Symbol.asyncDispose]());

    it("are described as they were created, with SageMaker's defaults", async () => {
        const startedAt = Date.now();
        const { ModelArn } = await create("iris");
        assert.equal(ModelArn, "arn:aws:sagemaker:us-east-1:000000000000:model/iris");
        const { CreationTime, $metadata, ...model } = await sagemaker.send(new DescribeModelCommand({ ModelName: "iris" }));
        assert.deepEqual(model, {
            ModelName: "iris",
            ModelArn,
            EnableNetworkIsolation: false,
            PrimaryContainer: { Image, ModelDataUrl, Mode: "SingleModel", Environment: {} },
        });
        assert.ok(CreationTime !== undefined && Math.abs(CreationTime.getTime() - startedAt) < 5000);
        assert.match($metadata.requestId ?? "", /^[0-9a-f-]{36}$/);
    });

    it("cannot have the same name twice", async () => {
        await create("twice");
        await assert.rejects(create("twice"), {
            name: "ValidationException",
            message: 'Cannot create already existing model "arn:aws:sagemaker:us-east-1:000000000000:model/twice".',
        });
    });

    it("are refused in AWS's words for every constraint they break at once", async () => {
        const container = { Image: "a b", ModelDataUrl: "here", Environment: { "1": "x" } };
        await assert.rejects(sagemaker.send(new CreateModelCommand({ ModelName: "x_y", PrimaryContainer: container })), {
            name: "ValidationException",
            message:
                "4 validation errors detected: " +
                "Value 'x_y' at 'modelName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?; " +
                "Value 'a b' at 'primaryContainer.image' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; " +
                "Value 'here' at 'primaryContainer.modelDataUrl' failed to satisfy constraint: Member must satisfy regular expression pattern: (https|s3)://([^/]+)/?(.*); " +
                "Value '{\"1\":\"x\"}' at 'primaryContainer.environment' failed to satisfy constraint: " +
                "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]*]",
        });
    });

    it("need an image with a tag or a digest, an artifact that exists and one container", async () => {
        const refusal = async (input: Omit<CreateModelCommand["input"], "ModelName">) =>
            sagemaker.send(new CreateModelCommand({ ModelName: "refused", ...input })).then(
                () => assert.fail("accepted"),
                (error: Error) => error.message,
            );
        for (const untagged of ["000000000000.dkr.ecr.us-east-1.amazonaws.com/iris", "iris", "--privileged", "Iris:v1"]) {
            assert.equal(await refusal({ PrimaryContainer: { Image: untagged } }), `ECR image "${untagged}" is invalid.`);
        }
        assert.equal(
            await refusal({ PrimaryContainer: { Image, ModelDataUrl: "s3://models/none.tar.gz" } }),
            "Could not find model data at s3://models/none.tar.gz.",
        );
        assert.equal(await refusal({}), "Either PrimaryContainer or Containers must be specified.");
        assert.equal(
            await refusal({ Containers: [{ Image }, { Image }] }),
            "Local SageMaker hosts models of one container only.",
        );
    });

    it("are listed page by page, newest first, by part of their name", async () => {
        for (const name of ["page-a", "page-b", "page-c"]) {
            await create(name);
        }
        const newest = await sagemaker.send(new ListModelsCommand({ NameContains: "page-", MaxResults: 2 }));
        assert.deepEqual(
            newest.Models?.map(({ ModelName }) => ModelName),
            ["page-c", "page-b"],
        );
        // What is deleted between two pages shifts nothing.
        await sagemaker.send(new DeleteModelCommand({ ModelName: "page-c" }));
        const rest = await sagemaker.send(
            new ListModelsCommand({ NameContains: "page-", MaxResults: 2, NextToken: newest.NextToken }),
        );
        assert.deepEqual(
            rest.Models?.map(({ ModelName }) => ModelName),
            ["page-a"],
        );
        assert.equal(rest.NextToken, undefined);
        await assert.rejects(sagemaker.send(new ListModelsCommand({ NextToken: "made-up" })), { name: "ValidationException" });
    });

    it("are gone after their deletion, with their tags", async () => {
        const { ModelArn } = await create("gone");
        await sagemaker.send(new DeleteModelCommand({ ModelName: "gone" }));
        const missing = { name: "ValidationException", message: `Could not find model "${ModelArn}".` };
        await assert.rejects(sagemaker.send(new DescribeModelCommand({ ModelName: "gone" })), missing);
        await assert.rejects(sagemaker.send(new DeleteModelCommand({ ModelName: "gone" })), missing);
        await assert.rejects(sagemaker.send(new ListTagsCommand({ ResourceArn: ModelArn })), { name: "ValidationException" });
    });

    it("carry tags that can be set, changed and removed", async () => {
        const Tags = [
            { Key: "team", Value: "blue" },
            { Key: "größe", Value: "klein" },
        ];
        const { ModelArn: ResourceArn } = await sagemaker.send(
            new CreateModelCommand({ ModelName: "tagged", PrimaryContainer: { Image }, Tags }),
        );
        await sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: "team", Value: "red" }] }));
        await sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ["größe"] }));
        const listed = await sagemaker.send(new ListTagsCommand({ ResourceArn }));
        assert.deepEqual(listed.Tags, [{ Key: "team", Value: "red" }]);
        const fifty = Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}`, Value: "" }));
        await assert.rejects(sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: fifty })), { name: "ResourceLimitExceeded" });
    });
});
