import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DescribeTrainingJobResponse } from "@aws-sdk/client-sagemaker";
import { planOfRequest, repeatableRequest } from "../../src/core/job/repeatableRequest.ts";
import { createTrainingJobRequest, withSpecHash } from "../../src/core/job/trainingPlan.ts";
import { planNamed } from "./fakes/fakePlace.ts";

const full = planNamed("iris", {
    instanceCount: 2,
    volumeGib: 100,
    inputs: new Map([["training", { uri: "s3://b/t/", mode: "FastFile", isSharded: true, contentType: "text/csv" }]]),
    hyperparameters: { empty: "", epochs: "6" },
    metrics: [{ name: "loss", regex: "loss=(.*)" }],
    environment: { RUST_LOG: "info" },
    spot: { maxWaitSeconds: 7200 },
    checkpoints: { uri: "s3://b/c/" },
    warmPoolSeconds: 600,
    vpc: { subnets: ["subnet-1"], securityGroups: ["sg-1"] },
    outputKmsKey: "alias/a",
    volumeKmsKey: "alias/b",
    isNetworkIsolated: true,
    tags: { team: "vision" },
});
/** What SageMaker says of the job that this plan makes. */
function described(over: object = {}): DescribeTrainingJobResponse {
    const answer = { ...createTrainingJobRequest(full), TrainingJobArn: "arn", TrainingJobStatus: "Completed", ...over };
    return JSON.parse(JSON.stringify(answer));
}

describe("the request of a job that was described", () => {
    it("is the one that the job was made by", () => {
        const request = createTrainingJobRequest(full);
        assert.deepEqual(repeatableRequest(described(), request.Tags ?? []), request);
    });

    it("leaves out what Describe fills in, and the tags that only AWS sets", () => {
        const request = repeatableRequest(
            described({
                OutputDataConfig: { S3OutputPath: "s3://b", KmsKeyId: "" },
                DebugRuleConfigurations: [],
                VpcConfig: undefined,
            }),
            [{ Key: "aws:cloudformation", Value: "x" }],
        );
        assert.deepEqual(request.OutputDataConfig, { S3OutputPath: "s3://b" });
        assert.ok(!("DebugRuleConfigurations" in request) && !("Tags" in request) && !("VpcConfig" in request));
        assert.deepEqual(request.HyperParameters, { empty: "", epochs: "6" });
    });

    it("is read as the plan that made it", () => {
        const { basis, ...plan } = planOfRequest(createTrainingJobRequest(full));
        const { specHash: _hash, ...rest } = full;
        assert.deepEqual(plan, rest);
        assert.ok(basis);
    });

    it("keeps what a plan has no words for, also when the rest is changed", () => {
        const foreign = described({
            ExperimentConfig: { ExperimentName: "e" },
            MlflowConfig: { MlflowResourceArn: "arn:aws:sagemaker:us-east-1:123456789012:mlflow-app/a" },
            StoppingCondition: { MaxRuntimeInSeconds: 60, MaxPendingTimeInSeconds: 7200 },
            AlgorithmSpecification: { TrainingImage: "i", TrainingInputMode: "Pipe", ContainerEntrypoint: ["/run"] },
            InputDataConfig: [
                { ChannelName: "a", DataSource: { S3DataSource: { S3DataType: "ManifestFile", S3Uri: "s3://b/m" } } },
                { ChannelName: "b", DataSource: { S3DataSource: { S3DataType: "ManifestFile", S3Uri: "s3://b/n" } } },
            ],
        });
        const plan = planOfRequest(repeatableRequest(foreign, []));
        const inputs = new Map([...plan.inputs, ["b", { uri: "s3://b/other/" }]]);
        const { vpc: _vpc, outputKmsKey: _key, ...without } = plan;
        const again = createTrainingJobRequest({ ...without, inputs, name: "again", specHash: "h" });
        assert.deepEqual(again.ExperimentConfig, { ExperimentName: "e" });
        assert.deepEqual(again.MlflowConfig, foreign.MlflowConfig);
        assert.equal(again.StoppingCondition?.MaxPendingTimeInSeconds, 7200);
        assert.deepEqual(again.AlgorithmSpecification, {
            TrainingImage: "i",
            TrainingInputMode: "Pipe",
            ContainerEntrypoint: ["/run"],
        });
        assert.deepEqual(again.InputDataConfig?.[0], foreign.InputDataConfig?.[0]);
        assert.equal(again.InputDataConfig?.[1]?.DataSource?.S3DataSource?.S3DataType, "S3Prefix");
        assert.ok(!("VpcConfig" in again) && again.OutputDataConfig?.KmsKeyId === undefined);
    });

    it("keeps the rest of a channel of which only mode, sharding or content type is changed", () => {
        const S3DataSource = { S3DataType: "AugmentedManifestFile" as const, S3Uri: "s3://b/m", AttributeNames: ["source"] };
        const channel = { ChannelName: "a", DataSource: { S3DataSource }, CompressionType: "Gzip" as const };
        const changed = (input: object, over: object = {}) => {
            const plan = planOfRequest(repeatableRequest(described({ InputDataConfig: [{ ...channel, ...over }] }), []));
            const inputs = new Map(Array.from(plan.inputs, ([name, { uri }]) => [name, { uri, ...input }] as const));
            return createTrainingJobRequest({ ...plan, inputs, specHash: "h" }).InputDataConfig?.[0];
        };
        assert.deepEqual(changed({}), channel);
        assert.deepEqual(changed({ mode: "FastFile", contentType: "text/csv" }), {
            ...channel,
            InputMode: "FastFile",
            ContentType: "text/csv",
        });
        assert.deepEqual(changed({ isSharded: true })?.DataSource?.S3DataSource, {
            ...S3DataSource,
            S3DataDistributionType: "ShardedByS3Key",
        });
        const before = {
            InputMode: "FastFile",
            DataSource: { S3DataSource: { ...S3DataSource, S3DataDistributionType: "ShardedByS3Key" } },
        };
        assert.deepEqual(changed({}, before), {
            ...channel,
            DataSource: { S3DataSource: { ...S3DataSource, S3DataDistributionType: "FullyReplicated" } },
        });
        assert.equal(changed({}, { InputMode: "Pipe" })?.InputMode, "Pipe");
    });

    it("is refused where it has no image or data elsewhere than in S3", () => {
        const algorithm = repeatableRequest(
            described({ AlgorithmSpecification: { AlgorithmName: "x", TrainingInputMode: "File" } }),
            [],
        );
        assert.throws(() => planOfRequest(algorithm), { code: "invalidRequest" });
        const channel = { ChannelName: "efs", DataSource: { FileSystemDataSource: { FileSystemId: "fs-1" } } };
        const elsewhere = repeatableRequest(described({ InputDataConfig: [channel] }), []);
        assert.throws(() => planOfRequest(elsewhere), { code: "invalidRequest", message: /efs/ });
    });
});

describe("the digest of a plan", () => {
    it("is the same under another name, and another where anything else differs", () => {
        const hash = (over: object) => withSpecHash({ ...full, ...over }, (text) => text).specHash;
        assert.equal(hash({ name: "other" }), hash({}));
        for (const over of [{ instanceType: "ml.m5.xlarge" }, { hyperparameters: {} }, { inputs: new Map() }, { tags: {} }]) {
            assert.notEqual(hash(over), hash({}), JSON.stringify(over));
        }
    });
});
