import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dataSample } from "../../../src/core/job/dataSample.ts";
import { LAUNCH_OPTIONS, launchOptions } from "../../../src/core/job/launchOptions.ts";
import { Training } from "../../../src/core/workspace/projectTraining.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { lastLaunch } from "../../../src/editor/commands/launch/lastLaunch.ts";
import { projectOfJob } from "../../../src/editor/commands/launch/projectOfJob.ts";
import { projectWith } from "../fakes/fakeImages.ts";
import { planNamed } from "../fakes/fakePlace.ts";
import { AWS } from "../fakes/fakeRepositories.ts";

const full = Training.parse({
    instanceTypes: ["ml.g5.xlarge", "ml.g4dn.xlarge", "ml.p3.2xlarge"],
    volumeGib: 100,
    spot: { maxWaitSeconds: 7200 },
    checkpoints: true,
    warmPoolSeconds: 600,
    vpc: { subnets: ["subnet-1", "subnet-2"], securityGroups: ["sg-1"] },
    outputKmsKey: "alias/models",
    volumeKmsKey: "alias/volumes",
    networkIsolation: true,
    tags: { team: "vision", note: "a b" },
    environment: { RUST_LOG: "info" },
    role: "arn:aws:iam::123456789012:role/Train",
    bucket: "my-bucket",
    budgetUsd: 5.5,
    metrics: [{ name: "loss", regex: String.raw`\[metric\].*\bloss=([-+0-9.eE]+) "x"` }],
});

describe("the options of a launch", () => {
    it("say what sagemaker.json says", () => {
        assert.deepEqual(launchOptions(full, new Map()), {
            spot: { maxWaitSeconds: 7200 },
            checkpoints: "yes",
            volumeGib: 100,
            warmPoolSeconds: 600,
            budgetUsd: 5.5,
            fallbackTypes: ["ml.g4dn.xlarge", "ml.p3.2xlarge"],
            metrics: full.metrics,
            environment: { RUST_LOG: "info" },
            tags: { team: "vision", note: "a b" },
            vpc: { subnets: ["subnet-1", "subnet-2"], securityGroups: ["sg-1"] },
            isNetworkIsolated: true,
            outputKmsKey: "alias/models",
            volumeKmsKey: "alias/volumes",
            role: "arn:aws:iam::123456789012:role/Train",
            bucket: "my-bucket",
        });
    });

    it("lose no tag and no metric whose name has spaces in it", () => {
        const training = Training.parse({
            tags: { "Cost Center": "ML" },
            metrics: [{ name: "validation loss", regex: "loss=(.*)" }],
        });
        const { tags, metrics } = launchOptions(training, new Map());
        assert.deepEqual([tags, metrics], [training.tags, training.metrics]);
    });

    it("are nothing where nobody says anything, and each can be taken away", () => {
        const none = { fallbackTypes: [], metrics: [] };
        assert.deepEqual(launchOptions(Training.parse({}), new Map()), none);
        assert.deepEqual(launchOptions(full, new Map(LAUNCH_OPTIONS.map(({ key }) => [key, ""]))), none);
    });

    it("take what they themselves propose", () => {
        for (const { key, value, fault } of LAUNCH_OPTIONS) {
            assert.equal(fault(value(full)), undefined, key);
            assert.equal(fault(""), undefined, key);
        }
    });

    it("refuse what SageMaker would refuse, while it is typed", () => {
        const wrong: Readonly<Record<string, readonly string[]>> = {
            spot: ["x", "0", "2419201"],
            checkpoints: ["no", "bucket/prefix"],
            volumeGib: ["0", "1.5"],
            warmPool: ["21601", "-1"],
            budget: ["0", "free", "1.234"],
            instanceTypes: ["g5.xlarge"],
            metrics: ["loss", `loss="${"x".repeat(501)}"`],
            environment: ["1A=b", `A=${"x".repeat(513)}`],
            tags: [`t=${"x".repeat(257)}`, Array.from({ length: 49 }, (_, i) => `t${i}=v`).join(" ")],
            vpc: ["subnet-1", "sg-1", "vpc-1 subnet-1", Array.from({ length: 17 }, (_, i) => `subnet-${i}`).join(" ") + " sg-1"],
            isolation: ["true"],
            outputKmsKey: ["a b"],
            volumeKmsKey: ["a b"],
            role: ["Train"],
            bucket: ["Bucket"],
        };
        assert.deepEqual(Object.keys(wrong).toSorted(), LAUNCH_OPTIONS.map(({ key }) => key).toSorted());
        for (const { key, fault } of LAUNCH_OPTIONS) {
            for (const text of wrong[key] ?? []) {
                assert.equal(typeof fault(text), "string", `${key}: ${text}`);
            }
        }
    });
});

describe("the last launch", () => {
    const memory = () => {
        const kept = new Map<string, unknown>();
        return {
            get: (key: string) => kept.get(key),
            update: async (key: string, value: unknown) => void kept.set(key, value),
            kept,
        };
    };
    const project = { ...projectWith(), fileText: "{}" };
    const answers = new Map([
        ["hyperparameters", "epochs=3"],
        ["jobName", "iris-1"],
        ["image", "push"],
        ["environment", "TOKEN=secret"],
    ]);

    it("is remembered for its crate and place, without name, image and what may be secret", () => {
        const kept = memory();
        const last = lastLaunch(kept, (text) => text, false);
        last.write(project, AWS, answers);
        assert.deepEqual([...last.read(project, AWS)], [["hyperparameters", "epochs=3"]]);
        assert.deepEqual([...last.read(project, LOCAL)], []);
        assert.ok(!JSON.stringify([...kept.kept]).includes("secret"));
    });

    it("proposes no CPU to a launch on GPUs, and no GPU to another launch", () => {
        const kept = memory();
        const [plain, gpu] = [false, true].map((isGpu) => lastLaunch(kept, (text) => text, isGpu));
        plain?.write(project, AWS, new Map([["instanceType", "ml.m5.large"]]));
        assert.deepEqual(gpu?.read(project, AWS), new Map());
        gpu?.write(project, AWS, new Map([["instanceType", "ml.g5.xlarge"]]));
        assert.deepEqual(plain?.read(project, AWS), new Map([["instanceType", "ml.m5.large"]]));
    });

    it("is nothing that another job, run again with changes, would be proposed", () => {
        const kept = memory();
        const last = lastLaunch(kept, (text) => text, false);
        const again = (name: string) =>
            projectOfJob(planNamed(name, { roleArn: "arn:aws:iam::123456789012:role/Train", inputs: new Map() }));
        last.write(again("first"), AWS, answers);
        assert.deepEqual([...last.read(again("second"), AWS)], []);
        assert.equal(kept.kept.size, 0);
    });

    it("is forgotten once sagemaker.json says something else, and where what is kept cannot be read", () => {
        const kept = memory();
        const last = lastLaunch(kept, (text) => text, false);
        last.write(project, AWS, answers);
        assert.deepEqual([...last.read({ ...project, fileText: "{ }" }, AWS)], []);
        for (const key of kept.kept.keys()) {
            kept.kept.set(key, { file: "{}", answers: [1] });
        }
        assert.deepEqual([...last.read(project, AWS)], []);
    });
});

describe("a sample of a channel", () => {
    const objects = Array.from({ length: 100 }, (_, index) => ({ key: `k${String(index).padStart(2, "0")}`, sizeBytes: 10 }));
    const keys = (size: { objects: number; bytes: number }) => dataSample(objects, size).map(({ key }) => key);

    it("is spread over all of it", () => {
        assert.deepEqual(keys({ objects: 4, bytes: 1000 }), ["k00", "k25", "k50", "k75"]);
        assert.equal(keys({ objects: 1000, bytes: 1e6 }).length, 100);
    });

    it("keeps to the bytes, has at least one object, and leaves out the markers of folders", () => {
        assert.equal(keys({ objects: 100, bytes: 55 }).length, 5);
        assert.deepEqual(keys({ objects: 100, bytes: 1 }), ["k00"]);
        assert.deepEqual(dataSample([{ key: "a/", sizeBytes: 0 }], { objects: 5, bytes: 5 }), []);
    });
});
