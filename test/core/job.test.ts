import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hyperparametersText, parseHyperparameters } from "../../src/core/job/hyperparameters.ts";
import { trainingJobName } from "../../src/core/job/trainingJobName.ts";
import { nameFault } from "../../src/core/resourceName.ts";
import { createTrainingJobRequest } from "../../src/core/job/trainingPlan.ts";
import { digestText, processImage, repositoryName } from "../../src/core/image/processImage.ts";

const noon = new Date("2026-11-20T12:00:00Z");

describe("trainingJobName", () => {
    it("F52: is one that SageMaker takes, whatever the crate is called", () => {
        for (let seed = 1; seed < 500; seed++) {
            const random = Array.from({ length: (seed % 90) + 1 }, (_, index) =>
                String.fromCodePoint(33 + ((seed * 7919 + index * 104_729) % 400)),
            );
            const name = trainingJobName(`x${random.join("")}`, noon);
            assert.equal(nameFault(name), undefined, name);
        }
    });

    it("turns what SageMaker refuses into single hyphens", () => {
        assert.equal(trainingJobName("__my_crate.v2__", noon), "my-crate-v2-261120-120000");
    });

    it("keeps the time when the crate name is too long", () => {
        assert.equal(trainingJobName("x".repeat(80), noon), `${"x".repeat(49)}-261120-120000`);
    });

    it("refuses a name that would be empty", () => {
        assert.throws(() => trainingJobName("___", noon), { name: "Problem", code: "invalidName" });
    });
});

describe("nameFault", () => {
    it("finds nothing wrong with what SageMaker takes", () => {
        for (const name of ["a", "A-1", "a--b", "x".repeat(63)]) {
            assert.equal(nameFault(name), undefined, name);
        }
    });

    it("says what is wrong with what SageMaker refuses", () => {
        for (const name of ["", "-a", "a-", "a_b", "a b", "ä", "x".repeat(64), "a\n"]) {
            assert.equal(typeof nameFault(name), "string", JSON.stringify(name));
        }
    });
});

describe("hyperparameters in a line of text", () => {
    it("come back as they were, with spaces, quotes and backslashes too", () => {
        const values = {
            epochs: "6",
            "learning-rate": "0.001",
            text: 'a "b" \\c',
            lines: "a\n\tb",
            layers: "[64,32]",
            empty: "",
        };
        assert.deepEqual(parseHyperparameters(hyperparametersText(values)), { values });
    });

    it("keep names that have spaces, quotes or equal signs in them", () => {
        const values = { "Cost Center": "ML", "a=b": "c=d", 'say "x"': "", "back\\slash": "1" };
        assert.deepEqual(parseHyperparameters(hyperparametersText(values)), { values });
        assert.ok("fault" in parseHyperparameters('""=x'));
    });

    it("may be none", () => {
        assert.deepEqual(parseHyperparameters("  "), { values: {} });
    });

    it("are refused where they cannot be read, with the text that is wrong", () => {
        for (const text of ["epochs", "a=1 =2", 'a="open', "a = 1"]) {
            const parsed = parseHyperparameters(text);
            assert.ok("fault" in parsed && parsed.fault !== "", text);
        }
    });

    it("are refused beyond SageMaker's limits before the call", () => {
        assert.ok("fault" in parseHyperparameters(`a=${"x".repeat(2501)}`));
        assert.ok("fault" in parseHyperparameters(Array.from({ length: 101 }, (_, i) => `k${i}=1`).join(" ")));
        assert.ok("values" in parseHyperparameters(`a=${"x".repeat(2500)}`));
    });
});

describe("a training plan", () => {
    const plan = {
        name: "iris",
        specHash: "abc",
        crate: "iris",
        image: "i",
        roleArn: "r",
        instanceType: "ml.m5.large",
        inputs: new Map([["training", { uri: "s3://b/p/" }]]),
        output: "s3://b/out",
        hyperparameters: { epochs: "6" },
        metrics: [{ name: "loss", regex: "loss=(.*)" }],
        maxRuntimeSeconds: 60,
    };

    it("becomes a request that carries its hash, so that a lost answer is told from a taken name", () => {
        const request = createTrainingJobRequest(plan);
        assert.deepEqual(request.Tags?.[0], { Key: "rustSagemaker:specHash", Value: "abc" });
        assert.deepEqual(request.HyperParameters, { epochs: "6" });
        assert.equal(request.InputDataConfig?.[0]?.DataSource?.S3DataSource?.S3Uri, "s3://b/p/");
        assert.deepEqual(request.AlgorithmSpecification?.MetricDefinitions, [{ Name: "loss", Regex: "loss=(.*)" }]);
    });

    it("leaves metric definitions and channels out where there are none, because SageMaker refuses an empty list", () => {
        const request = createTrainingJobRequest({ ...plan, metrics: [], inputs: new Map() });
        assert.deepEqual(request.AlgorithmSpecification, { TrainingImage: "i", TrainingInputMode: "File" });
        assert.ok(!("InputDataConfig" in request));
    });
});

describe("a process image", () => {
    it("has a digest over names and contents, whatever their order", () => {
        const text = digestText(
            new Map([
                ["train", "bb"],
                ["serve", "aa"],
            ]),
        );
        assert.equal(text, "serve aa\ntrain bb\n");
    });

    it("is named as in ECR, and its executables lie under its digest", () => {
        const image = processImage("My_Crate", "ff00", ["train"], "us-east-1");
        assert.equal(image.uri, "000000000000.dkr.ecr.us-east-1.amazonaws.com/my-crate@sha256:ff00");
        assert.deepEqual([...image.keys], [["train", "my-crate/sha256/ff00/train"]]);
    });

    it("gets a repository name that ECR takes from any crate name", () => {
        for (const crate of ["a", "My__Crate", "x".repeat(300), `${"x".repeat(199)}_y`, "日本x"]) {
            assert.match(repositoryName(crate), /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/, crate);
        }
    });
});
