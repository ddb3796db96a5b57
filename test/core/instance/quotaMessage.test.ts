import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isCapacityError } from "../../../src/core/instance/capacity.ts";
import { quotaRemedy, quotaRemedyIn } from "../../../src/core/instance/quotaRemedy.ts";
import { quotaSentence, readQuotaMessage } from "../../../src/core/instance/quotaMessage.ts";
import { Problem } from "../../../src/core/problem.ts";

const NEW =
    "The account-level service limit 'ml.g5.xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.";

/** A generator of numbers that repeats itself, so that a failure can be repeated. */
function random(seed: number): () => number {
    let state = seed;
    return () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
}

describe("readQuotaMessage", () => {
    it("F16: reads type, use and numbers of a quota that is 0", () => {
        assert.deepEqual(readQuotaMessage(NEW), {
            name: "ml.g5.xlarge for training job usage",
            instanceType: "ml.g5.xlarge",
            use: "training job",
            limit: 0,
            unit: "Instances",
            inUse: 0,
            asked: 1,
        });
    });

    it("F17: reads a total over all types, and an endpoint's quota", () => {
        const total = readQuotaMessage(
            "The account-level service limit 'Number of instances across all training jobs' is 4 Instances, with current utilization of 0 Instances and a request delta of 20 Instances. Please contact AWS support to request an increase for this limit.",
        );
        assert.equal(total?.instanceType, undefined);
        assert.equal(total?.asked, 20);
        const endpoint = readQuotaMessage(NEW.replace("training job", "endpoint"));
        assert.equal(endpoint?.use, "endpoint");
    });

    it("reads the oldest form, wrapped lines and units that are no instances", () => {
        const old = readQuotaMessage("The account-level service limit for training-job/ml.p2.xlarge is 0 Instances");
        assert.deepEqual([old?.instanceType, old?.use, old?.inUse], ["ml.p2.xlarge", "training job", undefined]);
        const wrapped = readQuotaMessage(NEW.replaceAll(" ", "\n  "));
        assert.equal(wrapped?.name, "ml.g5.xlarge for training job usage");
        assert.equal(wrapped?.use, "training job");
        const pipelines = readQuotaMessage(NEW.replace(/'[^']+'/, "'Maximum Pipelines'").replaceAll("Instances", "Pipelines"));
        assert.deepEqual([pipelines?.unit, pipelines?.instanceType], ["Pipelines", undefined]);
    });

    it("reads every type and use that can be composed, whatever stands around the sentence", () => {
        const next = random(16);
        const word = () => Math.floor(next() * 1e6).toString(36);
        for (let turn = 0; turn < 2000; turn += 1) {
            const type = `ml.${word()}-${word()}.${Math.ceil(next() * 48)}xlarge`;
            const use = ["spot training job", "training warm pool", "transform job", "endpoint"][Math.floor(next() * 4)] ?? "";
            const [limit, inUse, asked] = [next, next, next].map((one) => Math.floor(one() * 1000));
            const read = readQuotaMessage(
                `${word()} The account-level service limit '${type} for ${use} usage' is ${limit} Instances, with current utilization of ${inUse} Instances and a request delta of ${asked} Instances.${word()}`,
            );
            assert.deepEqual(
                [read?.instanceType, read?.use, read?.limit, read?.inUse, read?.asked],
                [type, use, limit, inUse, asked],
            );
        }
    });

    it("refuses or reads whatever a message was broken to, in no time", () => {
        const next = random(17);
        const started = performance.now();
        for (let turn = 0; turn < 5000; turn += 1) {
            const at = Math.floor(next() * NEW.length);
            const broken =
                NEW.slice(0, at) + String.fromCodePoint(Math.floor(next() * 0xd7ff)) + NEW.slice(at + Math.floor(next() * 9));
            const read = readQuotaMessage(broken);
            assert.ok(read === undefined || Number.isFinite(read.limit));
        }
        assert.equal(readQuotaMessage(`The account-level service limit '${" ".repeat(1e6)}`), undefined);
        assert.equal(readQuotaMessage(`The account-level service limit ${"for ".repeat(1e6)}`), undefined);
        assert.ok(performance.now() - started < 10_000);
    });

    it("says it in a sentence", () => {
        assert.equal(
            quotaSentence(readQuotaMessage(NEW)!),
            'The account\'s quota "ml.g5.xlarge for training job usage" is 0 instances; 0 in use, 1 more asked for.',
        );
    });
});

describe("quotaRemedy", () => {
    it("F16: asks for what was refused together with what runs already, or asks the user which quota", () => {
        const message = NEW.replace("utilization of 0", "utilization of 3");
        const remedy = quotaRemedy(readQuotaMessage(message));
        assert.deepEqual(remedy.kind === "runCommand" && remedy.args, [
            { use: "training job", instanceType: "ml.g5.xlarge", atLeast: 4 },
        ]);
        for (const other of [undefined, readQuotaMessage(NEW.replace("training job", "transform job"))]) {
            const asking = quotaRemedy(other);
            assert.deepEqual([asking.kind, "args" in asking], ["runCommand", false]);
        }
    });
});

describe("quotaRemedyIn", () => {
    const place = { kind: "aws", profile: "dev", region: "eu-west-1" } as const;
    const asked = { use: "training job", instanceType: "ml.g5.xlarge", atLeast: 2 } as const;
    const argsOf = (message: string) => {
        const remedy = quotaRemedyIn(place, new Problem("quotaExceeded", "Refused.", { cause: new Error(message) }), asked);
        return remedy.kind === "runCommand" ? remedy.args : assert.fail(remedy.kind);
    };

    it("F16: asks for the quota that SageMaker names, in the place, together with what runs already", () => {
        const warm = NEW.replace("training job", "training warm pool").replace("utilization of 0", "utilization of 3");
        assert.deepEqual(argsOf(warm), [{ place, use: "training warm pool", instanceType: "ml.g5.xlarge", atLeast: 4 }]);
        assert.deepEqual(argsOf("You have reached a limit."), [{ place, ...asked }]);
    });

    it("F17: takes no type's quota for a total over all types", () => {
        assert.equal(
            argsOf(NEW.replace("ml.g5.xlarge for training job usage", "Number of instances across all training jobs")),
            undefined,
        );
    });
});

describe("isCapacityError", () => {
    it("F18: tells missing capacity from a quota", () => {
        assert.ok(isCapacityError("InsufficientInstanceCapacity"));
        assert.ok(
            isCapacityError(
                "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.",
            ),
        );
        assert.equal(isCapacityError(NEW), false);
        assert.equal(isCapacityError("AlgorithmError: , exit code: 1"), false);
        assert.equal(readQuotaMessage("CapacityError: Unable to provision requested ML compute capacity."), undefined);
    });
});
