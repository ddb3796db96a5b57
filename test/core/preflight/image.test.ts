import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readImageConfig } from "../../../src/core/preflight/imageConfigs.ts";
import { cudaFinding, imageFinding } from "../../../src/core/preflight/imageFinding.ts";
import { DOCKER_MANIFEST, OCI_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { imageChecks } from "../../../src/editor/preflight/imageChecks.ts";
import { AWS } from "../fakes/fakeRepositories.ts";

const digest = `sha256:${"a".repeat(64)}`;
const layer = { mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", digest, size: 10 };
const config = { mediaType: "application/vnd.docker.container.image.v1+json", digest, size: 10 };
const stored = (mediaType: string) => ({
    digest,
    mediaType,
    text: JSON.stringify({ schemaVersion: 2, config, layers: [layer] }),
});
const training = { purpose: "training", instanceType: "ml.g5.xlarge" } as const;
const endpoint = { purpose: "endpoint", instanceType: "ml.g5.xlarge" } as const;

describe("an image in ECR", () => {
    it("F22: is refused in OCI's form, with the command that pushes it again", () => {
        const finding = imageFinding("mnist", stored(OCI_MANIFEST), { platform: "linux/amd64", cuda: undefined }, training);
        assert.equal(finding.light, "fail");
        assert.match(finding.sentence, /OCI's form/);
        assert.equal(finding.fixes?.[0]?.kind, "runCommand");
        assert.equal(
            imageFinding("mnist", stored(DOCKER_MANIFEST), { platform: "linux/amd64", cuda: undefined }, training).light,
            "ok",
        );
    });

    it("F21: is refused for another architecture, and not vouched for where that could not be read", () => {
        const arm = { platform: "linux/arm64", cuda: undefined };
        assert.match(imageFinding("mnist", stored(DOCKER_MANIFEST), arm, training).sentence, /built for linux\/arm64/);
        assert.equal(imageFinding("mnist", stored(DOCKER_MANIFEST), undefined, training).light, "unknown");
        const graviton = { purpose: "endpoint", instanceType: "ml.c7g.large" } as const;
        assert.equal(imageFinding("mnist", stored(DOCKER_MANIFEST), arm, graviton).light, "ok");
    });

    it("F25: has to be there", () => {
        assert.match(imageFinding("mnist:9", undefined, undefined, training).sentence, /no such image: mnist:9/);
    });
});

describe("an image's CUDA", () => {
    it("F35: is held against the default driver of endpoints, and names the InferenceAmiVersion that fits", () => {
        const finding = cudaFinding("12.4", endpoint);
        assert.equal(finding?.light, "fail");
        assert.match(finding?.sentence ?? "", /driver 470.*Set InferenceAmiVersion to al2-ami-sagemaker-inference-gpu-3-1/);
        const fitting = { ...endpoint, inferenceAmiVersion: "al2-ami-sagemaker-inference-gpu-3-1" };
        assert.equal(cudaFinding("12.4", fitting)?.light, "ok");
        assert.equal(cudaFinding("13.0", fitting)?.light, "fail");
        assert.equal(cudaFinding("12.4", { ...endpoint, instanceType: "ml.g6e.xlarge" })?.light, "unknown");
    });

    it("F35: of another account is not taken from a repository of the same name in the own one", async () => {
        const checks = imageChecks(
            { image: "999999999999.dkr.ecr.us-east-1.amazonaws.com/mnist:1", target: training, place: AWS },
            {
                identityIn: async () => async () => ({ account: "123456789012", arn: "arn", partition: "aws" }),
                repositoriesIn: () => assert.fail("this is another repository"),
                imageConfigsIn: () => assert.fail("this is another image"),
            },
            AbortSignal.timeout(5000),
        );
        const found = await Promise.all(
            checks.map(async ({ id, find }) => `${id} ${(await find(AbortSignal.timeout(5000))).light}`),
        );
        assert.deepEqual(found, ["image unknown", "cuda unknown"]);
    });

    it("F35: has to know the GPU, and still to know it", () => {
        assert.match(cudaFinding("11.0", { ...training, instanceType: "ml.g6.xlarge" })?.sentence ?? "", /takes CUDA 11\.8/);
        assert.match(cudaFinding("13.0", { ...training, instanceType: "ml.p3.2xlarge" })?.sentence ?? "", /take CUDA 12/);
        assert.equal(cudaFinding("12.4", training)?.light, "ok");
        assert.equal(cudaFinding("13.0", training)?.light, "warn");
    });

    it("says where it does not fit a type without a GPU, and where it is not said", () => {
        assert.equal(cudaFinding("12.4", { ...training, instanceType: "ml.m5.large" })?.light, "warn");
        assert.equal(cudaFinding(undefined, { ...training, instanceType: "ml.m5.large" }), undefined);
        assert.equal(cudaFinding(undefined, training)?.light, "unknown");
    });
});

describe("readImageConfig", () => {
    const text = (Env: readonly string[] | null) => JSON.stringify({ os: "linux", architecture: "amd64", config: { Env } });

    it("reads the platform and the CUDA that NVIDIA's images declare", () => {
        assert.deepEqual(readImageConfig(text(["PATH=/", "CUDA_VERSION=12.4.1"])), { platform: "linux/amd64", cuda: "12.4" });
        assert.equal(readImageConfig(text(["NVIDIA_REQUIRE_CUDA=cuda>=12.2 brand=tesla"]))?.cuda, "12.2");
        assert.equal(readImageConfig(text(null))?.cuda, undefined);
    });

    it("takes nothing else for a configuration", () => {
        for (const other of ["", "[]", "<html>", '{"os":"linux"}', text(["CUDA_VERSION=latest"]).replace("linux", "")]) {
            assert.ok(readImageConfig(other)?.cuda === undefined);
        }
        assert.equal(readImageConfig("{}"), undefined);
    });
});
