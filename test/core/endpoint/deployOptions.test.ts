import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEPLOY_OPTIONS } from "../../../src/core/endpoint/deployOptions.ts";
import { irisDeployment } from "../fakes/irisDeployment.ts";

describe("the options of a deployment", () => {
    const full = {
        ...irisDeployment,
        inferenceAmiVersion: "al2-ami-sagemaker-inference-gpu-2",
        startupTimeoutSeconds: 600,
        downloadTimeoutSeconds: 900,
        volumeGib: 50,
        volumeKmsKey: "alias/mine",
        vpc: { subnets: ["subnet-1"], securityGroups: ["sg-1"] },
        environment: { RUST_LOG: "info", NOTE: "a b" },
        tags: { "Cost Center": "ML" },
        isNetworkIsolated: true,
    };

    it("are the texts of a plan, and make the same plan of them", () => {
        const again = DEPLOY_OPTIONS.reduce((plan, { text, fault, apply }) => {
            assert.equal(fault(text(full)), undefined);
            return apply(plan, text(full));
        }, irisDeployment);
        assert.deepEqual(again, full);
    });

    it("refuse what SageMaker would refuse, while it is typed", () => {
        const wrong: Readonly<Record<string, readonly string[]>> = {
            inferenceAmiVersion: ["AL2"],
            startupTimeoutSeconds: ["59", "3601", "soon"],
            downloadTimeoutSeconds: ["59", "3601"],
            volumeGib: ["0", "513"],
            volumeKmsKey: ["a b"],
            vpc: ["subnet-1", "sg-1", "vpc-1 subnet-1 sg-1"],
            environment: ["RUST_LOG"],
            tags: ["team", "aws:mine=1", Array.from({ length: 49 }, (_, i) => `t${i}=v`).join(" ")],
            isNetworkIsolated: ["perhaps"],
        };
        assert.deepEqual(Object.keys(wrong).toSorted(), DEPLOY_OPTIONS.map(({ key }) => key).toSorted());
        for (const { key, fault } of DEPLOY_OPTIONS) {
            for (const text of wrong[key] ?? []) {
                assert.equal(typeof fault(text), "string", `${key}: ${text}`);
            }
        }
    });
});
