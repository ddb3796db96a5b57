import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareVersions } from "../../../src/core/image/version.ts";
import { gpuOf, inferenceAmiFor } from "../../../src/core/image/gpuFamilies.ts";
import { planImage, projectFor } from "../../../src/core/image/imagePlan.ts";
import { contentTag, parseTags, sourceTag } from "../../../src/core/image/imageTags.ts";
import { ProjectFile } from "../../../src/core/workspace/projectFile.ts";

const crate = { name: "Iris_2", manifestPath: "/iris/Cargo.toml", directory: "/iris", workspaceRoot: "/iris", bins: ["train"] };
const projectWith = (file: object) => ({
    crate,
    file: ProjectFile.parse(file),
    filePath: "/iris/sagemaker.json",
    fileText: undefined,
});
const plan = ({ file = {}, dockerfile = "", secrets = {}, purpose = "training", instanceType = "ml.m5.large" } = {}) =>
    planImage({
        project: projectWith(file),
        purpose: purpose === "training" ? "training" : "endpoint",
        instanceType,
        dockerfile,
        tags: ["0123456789ab", "mine", "mine"],
        secrets: new Map(Object.entries(secrets)),
    });

describe("the plan of an image", () => {
    it("takes paths, stage and repository from sagemaker.json, and labels the image with its crate", () => {
        const file = { image: { dockerfile: "docker/gpu.Dockerfile", context: "..", target: "slim", repository: "team/iris" } };
        const { buildArgs, secrets, ...rest } = plan({ file });
        assert.deepEqual(rest, {
            dockerfile: "/iris/docker/gpu.Dockerfile",
            context: "/",
            target: "slim",
            platform: "linux/amd64",
            tags: ["team/iris:0123456789ab", "team/iris:mine"],
            labels: { "rust-sagemaker.crate": "Iris_2" },
        });
        assert.deepEqual([buildArgs, secrets.size], [{}, 0]);
    });

    it("names the repository after the crate unless told otherwise", () => {
        assert.deepEqual(plan().tags, ["iris-2:0123456789ab", "iris-2:mine"]);
    });

    it("is for arm64 on Graviton, which SageMaker has for endpoints only", () => {
        assert.equal(plan({ purpose: "endpoint", instanceType: "ml.c7g.large" }).platform, "linux/arm64");
        assert.equal(plan({ purpose: "endpoint", instanceType: "ml.g5.xlarge" }).platform, "linux/amd64");
    });

    it("passes features and compute capability where the Dockerfile declares them, and nowhere else", () => {
        const file = { features: ["cuda", "flash"] };
        const given = { file, instanceType: "ml.g5.xlarge" };
        assert.deepEqual(plan({ ...given, dockerfile: "FROM rust\nARG FEATURES\n  arg CUDA_COMPUTE_CAP=80\n" }).buildArgs, {
            FEATURES: "cuda,flash",
            CUDA_COMPUTE_CAP: "86",
        });
        assert.deepEqual(plan({ ...given, dockerfile: 'FROM rust\nARG A=1 \\\n    FEATURES=""\n' }).buildArgs, {
            FEATURES: "cuda,flash",
        });
        assert.deepEqual(
            plan({ ...given, dockerfile: "FROM rust\n# ARG FEATURES\nARG FEATURES_OF=1\nRUN FEATURES=1" }).buildArgs,
            {},
        );
        assert.deepEqual(plan({ dockerfile: "ARG CUDA_COMPUTE_CAP=80\nARG FEATURES=full" }).buildArgs, {});
    });

    it("lets the project's own arguments win", () => {
        const file = { features: ["a"], image: { buildArgs: { FEATURES: "b", OTHER: "1" } } };
        assert.deepEqual(plan({ file, dockerfile: "ARG FEATURES" }).buildArgs, { FEATURES: "b", OTHER: "1" });
    });

    it("takes each secret from where the user says, and refuses one that they say nothing of", () => {
        const file = { image: { secrets: ["cargo-token"] } };
        const source = { env: "TOKEN" };
        assert.deepEqual(
            [...plan({ file, secrets: { "cargo-token": source, other: { file: "/x" } } }).secrets],
            [["cargo-token", source]],
        );
        assert.throws(() => plan({ file }), {
            code: "secretMissing",
            message: /"cargo-token"/,
            remedy: { kind: "openSetting", label: "Open Setting", key: "rustSagemaker.image.secrets" },
        });
    });
});

describe("a project for an instance type", () => {
    const features = (instanceType: string, has: readonly string[], file: object = {}) =>
        projectFor(instanceType, { ...projectWith(file), crate: { ...crate, features: has } }).file.features;

    it("is built with CUDA where the type has GPUs and the crate such a feature", () => {
        assert.deepEqual(features("ml.g5.xlarge", ["default", "cuda"], { features: ["fast"] }), ["fast", "cuda"]);
        assert.deepEqual(features("ml.g5.xlarge", ["cuda"], { features: ["cuda"] }), ["cuda"]);
        assert.deepEqual(features("ml.g5.xlarge", ["default"]), []);
        assert.deepEqual(features("ml.m5.large", ["cuda"]), []);
    });
});

describe("the tags of an image", () => {
    it("tell the commit, whether files differ from it, or else the moment", () => {
        const at = new Date("2026-11-20T12:34:56Z");
        assert.equal(sourceTag({ commit: "0123456789ab", dirty: false }, at), "0123456789ab");
        assert.equal(sourceTag({ commit: "0123456789ab", dirty: true }, at), "0123456789ab-dirty");
        assert.equal(sourceTag(undefined, at), "20261120-123456");
    });

    it("hold on to an image by its content", () => {
        assert.equal(contentTag(`sha256:${"3f".repeat(32)}`), "id-3f3f3f3f3f3f");
    });

    it("are the user's own too, where an engine would take them", () => {
        assert.deepEqual(parseTags(" v1, v1.2-rc_3 v1 "), { tags: ["v1", "v1.2-rc_3"] });
        assert.deepEqual(parseTags(""), { tags: [] });
        for (const hostile of ["-rf", ".x", "a:b", "a/b", "$(x)", "ü", "a".repeat(129)]) {
            assert.ok("fault" in parseTags(hostile), hostile);
        }
    });
});

describe("the GPUs of an instance type", () => {
    it("are known by family, and unknown ones are refused nowhere", () => {
        assert.equal(gpuOf("ml.g5.xlarge")?.computeCapability, "8.6");
        assert.equal(gpuOf("ml.p6-b300.48xlarge")?.minimumCuda, "12.9");
        assert.equal(gpuOf("ml.g4dn.xlarge")?.endpointDefault?.cuda, "11.4");
        assert.equal(gpuOf("ml.m5.large"), undefined);
        assert.equal(gpuOf("ml.g99.xlarge"), undefined);
    });

    it("have a newer driver on a host that InferenceAmiVersion chooses", () => {
        assert.equal(inferenceAmiFor("12.2")?.version, "al2-ami-sagemaker-inference-gpu-2");
        assert.equal(inferenceAmiFor("12.4")?.version, "al2-ami-sagemaker-inference-gpu-3-1");
        assert.equal(inferenceAmiFor("12.9")?.driver.version, 580);
        assert.equal(inferenceAmiFor("13.1"), undefined);
        assert.ok(compareVersions("12.10", "12.9") > 0);
    });
});
