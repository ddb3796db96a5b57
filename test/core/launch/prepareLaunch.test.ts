import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import type { Launch } from "../../../src/editor/commands/launch/launchSteps.ts";
import { prepareLaunch } from "../../../src/editor/commands/launch/prepareLaunch.ts";
import { Problem } from "../../../src/core/problem.ts";
import { readyToLaunch } from "../../../src/editor/commands/launch/readyToLaunch.ts";
import { planNamed } from "../fakes/fakePlace.ts";
import { projectWith } from "../fakes/fakeImages.ts";
import { AWS } from "../fakes/fakeRepositories.ts";

const never = new AbortController().signal;
const USD: Readonly<Record<string, number>> = { "ml.m5.large": 1, "ml.p3.2xlarge": 4 };

/** What becomes of a launch without data. */
function prepared(
    over: Partial<Launch>,
    earlierOutput?: string,
    bucketRegion: () => Promise<string | undefined> = async () => "us-east-1",
) {
    const prepare = prepareLaunch({
        place: AWS,
        identityIn: async () => async () => ({ account: "123456789012", arn: "arn", partition: "aws" }),
        pricesIn: async () => ({
            async perHour(_billed, type) {
                const usd = USD[type];
                return usd === undefined ? undefined : { usd, source: "price list", asOf: "2026-11-01" };
            },
        }),
        basis: earlierOutput === undefined ? undefined : basisWith(earlierOutput),
        roleArn: () => "role",
        storeIn: async () => ({ bucketRegion }),
        bytesOf: () => assert.fail(),
        filesUnder: () => assert.fail(),
        sha256Of: () => assert.fail(),
        sha256OfText: (text) => text,
    });
    const launch: Launch = {
        jobName: "iris-1",
        image: { reference: "repo@sha256:00" },
        channels: new Map(),
        instanceType: "ml.m5.large",
        instanceCount: 1,
        options: { fallbackTypes: [], metrics: [] },
        hyperparameters: {},
        maxRuntimeSeconds: 86_400,
        ...over,
    };
    return prepare(projectWith(), launch, () => {}, never);
}

function basisWith(S3OutputPath: string) {
    return {
        TrainingJobName: "earlier",
        RoleArn: "role",
        OutputDataConfig: { S3OutputPath },
        ResourceConfig: undefined,
        StoppingCondition: undefined,
    };
}

describe("a launch that is thought through", () => {
    it("F20: stops while the budget still pays for the dearest type that it may be launched on, and its warm pool", async () => {
        const seconds = async (options: object, instanceCount = 1) => {
            const launch = { options: { fallbackTypes: [], metrics: [], ...options }, instanceCount };
            return (await prepared(launch)).plan.maxRuntimeSeconds;
        };
        assert.equal(await seconds({}), 86_400);
        assert.equal(await seconds({ budgetUsd: 8 }), 28_800);
        assert.equal(await seconds({ budgetUsd: 8 }, 2), 14_400);
        assert.equal(await seconds({ budgetUsd: 8, fallbackTypes: ["ml.p3.2xlarge"] }), 7200);
        assert.equal(await seconds({ budgetUsd: 8, warmPoolSeconds: 600 }), 28_200);
        assert.equal(await seconds({ budgetUsd: 8, fallbackTypes: ["ml.unknown.large"] }), 28_800);
        assert.equal(await seconds({ budgetUsd: 1000 }), 86_400);
    });

    it("F20: hands the budget and the chain on to the checks, which tell what is not known", async () => {
        const { upcoming } = await prepared({ options: { budgetUsd: 8, fallbackTypes: ["ml.unknown.large"], metrics: [] } });
        assert.deepEqual([upcoming.budgetUsd, upcoming.fallbackTypes], [8, ["ml.unknown.large"]]);
    });

    it("F56: makes the bucket that its model is to lie in, whether or not it uploads anything", async () => {
        const newBucket = async (bucketRegion: () => Promise<string | undefined>) =>
            (await prepared({}, undefined, bucketRegion)).upcoming.newBucket;
        assert.equal(await newBucket(async () => undefined), "sagemaker-us-east-1-123456789012");
        assert.equal(await newBucket(async () => "us-east-1"), undefined);
        const denied = () => Promise.reject(new Problem("accessDenied", "You may not."));
        assert.equal(await newBucket(denied), undefined, "that is for the checks to judge");
    });

    it("names the repository that its image is pushed to", async () => {
        assert.equal((await prepared({ image: "push" })).upcoming.newRepository, "iris");
        assert.equal((await prepared({})).upcoming.newRepository, undefined);
    });

    it("puts the model where the repeated job has put its own, unless another bucket is named", async () => {
        const plain = await prepared({});
        assert.equal(plain.plan.output, "s3://sagemaker-us-east-1-123456789012/iris/jobs");
        assert.equal((await prepared({}, "s3://theirs/models")).plan.output, "s3://theirs/models");
        const other = await prepared({ options: { bucket: "mine", fallbackTypes: [], metrics: [] } }, "s3://theirs/models");
        assert.equal(other.plan.output, "s3://mine/iris/jobs");
    });
});

describe("what is made ready for a launch", () => {
    const ready = async (
        bucketRegion: () => Promise<string | undefined>,
        plan: Partial<TrainingPlan>,
        uploads = new Map(),
        bucket = "mine",
    ) => {
        const did: string[] = [];
        const make = readyToLaunch({
            place: AWS,
            storeIn: async () => ({
                bucketRegion: () => (did.push("look"), bucketRegion()),
                createBucket: async (made) => void did.push(`create ${made}`),
            }),
            ask: { confirm: async () => true },
        });
        await make({ bucket, account: "123456789012", uploads }, planNamed("iris", { inputs: new Map(), ...plan }), never);
        return did;
    };
    const denied = () => Promise.reject(new Problem("accessDenied", "You may not."));

    it("F56: is the bucket that the job writes to, and none that it does not use", async () => {
        assert.deepEqual(await ready(async () => undefined, { output: "s3://mine/jobs" }), ["look", "create mine"]);
        assert.deepEqual(await ready(async () => undefined, { output: "s3://theirs/jobs" }), []);
    });

    it("F56: needs no right of the user's own to a bucket that they upload nothing to", async () => {
        assert.deepEqual(await ready(denied, { output: "s3://mine/jobs" }), ["look"]);
        const uploads = new Map([["training", new Map()]]);
        await assert.rejects(ready(denied, { output: "s3://mine/jobs" }, uploads), { code: "accessDenied" });
    });

    it("F56: writes nothing to a bucket that may be another account's and has the name of the default one", async () => {
        const bucket = "sagemaker-us-east-1-123456789012";
        await assert.rejects(ready(denied, { output: `s3://${bucket}/jobs` }, new Map(), bucket), { code: "accessDenied" });
    });
});
