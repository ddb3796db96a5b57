import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { costOf, runtimeWithin } from "../../../src/core/preflight/budget.ts";
import { bucketFinding, channelFinding } from "../../../src/core/preflight/bucketFindings.ts";
import { endpointCostFinding, trainingCostFinding } from "../../../src/core/preflight/costFinding.ts";
import type { Finding } from "../../../src/core/preflight/finding.ts";
import { networkFinding } from "../../../src/core/preflight/networkFinding.ts";
import { quotaFinding } from "../../../src/core/preflight/quotaFinding.ts";
import { requestFinding } from "../../../src/core/preflight/requestFindings.ts";
import { spotFinding } from "../../../src/core/preflight/spotFinding.ts";
import { copiedBytes, volumeFinding } from "../../../src/core/preflight/volumeFinding.ts";
import { trainingPlan } from "../fakes/trainingPlan.ts";

const price = { usd: 1.5, source: "price list", asOf: "2026-11-01" } as const;
const GIB = 2 ** 30;

/** The plan that the first fix of a finding would make. */
function mended<P>(finding: Finding<P> | undefined): P {
    const [fix] = finding?.fixes ?? [];
    assert.equal(fix?.kind, "changePlan");
    return fix.plan;
}

describe("the cost of a plan", () => {
    it("F20: says the price by the hour and the worst case of the run limit", () => {
        const finding = trainingCostFinding(trainingPlan({ maxRuntimeSeconds: 7200, instanceCount: 2 }), price, 0);
        assert.deepEqual([finding.light, finding.sentence], ["ok", "2 × $1.50/h: at most $6.00 for 2 h."]);
    });

    it("F20: warns above the budget, and turns it into a run limit that stays within it", () => {
        const plan = trainingPlan({ maxRuntimeSeconds: 86_400, instanceCount: 2 });
        const finding = trainingCostFinding(plan, price, 10);
        assert.equal(finding.light, "warn");
        assert.match(finding.sentence, /at most \$72\.00 for 1 d\. The budget is \$10\.00\./);
        const { maxRuntimeSeconds } = mended(finding);
        assert.ok(costOf({ usdPerHour: 1.5, count: 2 }, maxRuntimeSeconds) <= 10);
        assert.equal(trainingCostFinding(mended(finding), price, 10).light, "ok");
    });

    it("counts the warm pool, and says of spot that it is less", () => {
        const pool = trainingCostFinding(trainingPlan({ warmPoolSeconds: 3600 }), price, 0);
        assert.match(pool.sentence, /at most \$3\.00 for 1 h, 1 h of warm pool included/);
        const spot = trainingCostFinding(trainingPlan({ spot: { maxWaitSeconds: 7200 } }), price, 0);
        assert.match(spot.sentence, /on demand, and less on spot capacity/);
    });

    it("says that a price is the dated table's, and that one is not known", () => {
        const table = { usd: 0.115, source: "table", asOf: "2025-01-01" } as const;
        assert.match(trainingCostFinding(trainingPlan(), table, 0).sentence, /^about \$0\.115\/h \(list price of 2025-01-01\)/);
        assert.equal(trainingCostFinding(trainingPlan(), undefined, 0).light, "unknown");
        assert.match(trainingCostFinding(trainingPlan(), undefined, 5).sentence, /budget of \$5\.00/);
    });

    it("F20: says of an endpoint that it is billed until it is deleted", () => {
        assert.equal(
            endpointCostFinding("ml.g5.xlarge", 1, price).sentence,
            "$1.50/h, $36.00 a day, billed until it is deleted.",
        );
        assert.match(endpointCostFinding("ml.z9.large", 1, undefined).sentence, /billed until it is deleted/);
    });

    it("never gives a run limit that costs more than the budget, nor one that SageMaker refuses", () => {
        for (const usd of [0.001, 0.5, 3, 99.99, 1e9]) {
            for (const rate of [
                { usdPerHour: 0.05, count: 1 },
                { usdPerHour: 37.66, count: 8 },
            ]) {
                const seconds = runtimeWithin(usd, rate);
                assert.ok(seconds >= 1 && seconds <= 2_419_200 && Number.isInteger(seconds));
                assert.ok(seconds === 1 || costOf(rate, seconds) <= usd);
            }
        }
    });
});

describe("spot capacity", () => {
    it("F19: warns without checkpoints, and offers them", () => {
        const plan = trainingPlan({ spot: { maxWaitSeconds: 7200 } });
        const finding = spotFinding(plan);
        assert.equal(finding?.light, "warn");
        assert.equal(mended(finding).checkpoints?.uri, "s3://results/mnist/jobs/mnist-2026-11-21/checkpoints");
        assert.equal(spotFinding(mended(finding))?.light, "ok");
    });

    it("F19: refuses to wait for a shorter time than the job may run", () => {
        const finding = spotFinding(trainingPlan({ spot: { maxWaitSeconds: 60 } }));
        assert.equal(finding?.light, "fail");
        assert.equal(mended(finding).spot?.maxWaitSeconds, 3600);
    });

    it("has nothing to say of a plan on demand", () => {
        assert.equal(spotFinding(trainingPlan()), undefined);
    });
});

describe("the volume of a job", () => {
    it("holds data against the volume, and takes a larger one", () => {
        const finding = volumeFinding(trainingPlan(), 40 * GIB);
        assert.equal(finding.light, "fail");
        assert.equal(volumeFinding(mended(finding), 40 * GIB).light, "ok");
        assert.equal(volumeFinding(trainingPlan(), 25 * GIB).light, "warn");
        assert.equal(volumeFinding(trainingPlan(), 5 * GIB).light, "ok");
        assert.equal(volumeFinding(trainingPlan(), undefined).light, "unknown");
    });

    it("ignores the volume of types with NVMe storage of their own", () => {
        for (const instanceType of ["ml.g5.xlarge", "ml.p4d.24xlarge", "ml.m5d.large", "ml.p6-b200.48xlarge"]) {
            assert.match(volumeFinding(trainingPlan({ instanceType }), 900 * GIB).sentence, /NVMe/);
        }
        assert.equal(volumeFinding(trainingPlan({ instanceType: "ml.p3.2xlarge" }), 900 * GIB).light, "fail");
    });

    it("counts what is copied to each instance: neither what is read while the job runs, nor the shards of others", () => {
        const inputs = new Map([
            ["a", { uri: "s3://b/a" }],
            ["b", { uri: "s3://b/b", mode: "FastFile" as const }],
            ["c", { uri: "s3://b/c", isSharded: true }],
        ]);
        const bytes = new Map([
            ["a", 100],
            ["b", 1000],
            ["c", 60],
        ]);
        assert.equal(copiedBytes(trainingPlan({ inputs, instanceCount: 2 }), bytes), 130);
    });
});

describe("a quota", () => {
    const aws = { kind: "aws", profile: "work", region: "eu-west-1" } as const;
    const question = { place: aws, use: "training job", instanceType: "ml.g5.xlarge", count: 2 } as const;
    const quota = { name: "ml.g5.xlarge for training job usage", code: "L-1", value: 1, isAdjustable: true };

    it("F16: names code, type, use and both numbers, and offers the request and the page", () => {
        const finding = quotaFinding(quota, question);
        assert.equal(finding.light, "fail");
        assert.equal(finding.sentence, "Quota L-1, ml.g5.xlarge for training job usage, is 1, and this takes 2.");
        assert.deepEqual(
            finding.fixes?.map((fix) => (fix.kind === "openPage" ? fix.url : fix.kind)),
            ["runCommand", "https://eu-west-1.console.aws.amazon.com/servicequotas/home/services/sagemaker/quotas/L-1"],
        );
    });

    it("F09: opens no page of a console whose address is not known", () => {
        const china = quotaFinding(quota, { ...question, place: { ...aws, region: "cn-north-1" } });
        assert.deepEqual(
            china.fixes?.map(({ kind }) => kind),
            ["runCommand"],
        );
    });

    it("is enough, not listed, or not raised on request", () => {
        assert.equal(quotaFinding({ ...quota, value: 2 }, question).light, "ok");
        assert.equal(quotaFinding(undefined, question).light, "unknown");
        const fixed = quotaFinding({ ...quota, isAdjustable: false }, question);
        assert.deepEqual(
            fixed.fixes?.map(({ kind }) => kind),
            ["openPage"],
        );
    });
});

describe("a bucket", () => {
    const use = { region: "us-east-1", isNew: false, isDefault: false };

    it("F56: has to be in the region, and names the right one", () => {
        const finding = bucketFinding("data", use, { kind: "reachable", region: "eu-west-3" });
        assert.equal(finding.light, "fail");
        assert.match(finding.sentence, /is in eu-west-3; it has to be in us-east-1/);
        assert.equal(bucketFinding("data", use, { kind: "reachable", region: "us-east-1" }).light, "ok");
    });

    it("F56: has to be there, unless the launch makes it; one that may not be looked into is a warning", () => {
        assert.equal(bucketFinding("data", use, { kind: "missing" }).light, "fail");
        assert.equal(bucketFinding("data", { ...use, isNew: true }, { kind: "missing" }).light, "ok");
        assert.equal(bucketFinding("data", use, { kind: "denied" }).light, "warn");
    });

    it("F56: holds a launch back where it has the name of the default bucket and may be another account's", () => {
        const finding = bucketFinding("sagemaker-us-east-1-1", { ...use, isDefault: true }, { kind: "denied" });
        assert.equal(finding.light, "fail");
        assert.match(finding.sentence, /another account, or you may not list it \(s3:ListBucket\)\. S3 does not say which/);
    });

    it("holds something for each channel", () => {
        assert.equal(channelFinding("train", "s3://b/x", { objects: 0, bytes: 0, isAll: true }).light, "fail");
        assert.equal(
            channelFinding("train", "s3://b/x", { objects: 3, bytes: 4_200_000, isAll: true }).sentence,
            "Channel train has 3 objects, 4.2 MB.",
        );
        assert.match(channelFinding("train", "s3://b/x", { objects: 9, bytes: 9, isAll: false }).sentence, /more than 9 objects/);
    });
});

describe("a network of one's own", () => {
    it("F58: is not vouched for, with what it takes to reach S3, ECR and the logs", () => {
        const finding = networkFinding({ subnets: ["subnet-1"], securityGroups: ["sg-1"] });
        assert.equal(finding?.light, "unknown");
        assert.match(finding?.sentence ?? "", /subnet-1 can reach S3.*NAT device or VPC endpoints/);
        assert.equal(networkFinding({ subnets: [], securityGroups: ["sg-1"] })?.light, "fail");
        assert.equal(networkFinding(undefined), undefined);
    });
});

describe("a request", () => {
    it("F59: is held against the limits of hyperparameters before it is sent", () => {
        assert.equal(requestFinding(trainingPlan()).light, "ok");
        assert.equal(requestFinding(trainingPlan({ hyperparameters: { a: "x".repeat(2501) } })).light, "fail");
        assert.equal(requestFinding(trainingPlan({ hyperparameters: { a: "x".repeat(300) } })).light, "warn");
        const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`p${index}`, "1"]));
        assert.match(requestFinding(trainingPlan({ hyperparameters: many })).sentence, /at most 100/);
    });

    it("refuses names, tags, variables and run limits that SageMaker refuses", () => {
        for (const wrong of [
            { name: "under_score" },
            { instanceType: "g5.xlarge" },
            { maxRuntimeSeconds: 2_419_201 },
            { tags: { "aws:mine": "1" } },
            { environment: { "1A": "x" } },
            { environment: { A: "x".repeat(513) } },
        ]) {
            assert.equal(requestFinding(trainingPlan(wrong)).light, "fail", JSON.stringify(wrong));
        }
        const tags = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`t${index}`, "1"]));
        assert.match(requestFinding(trainingPlan({ tags })).sentence, /At most 48 tags; these are 49/);
    });
});
