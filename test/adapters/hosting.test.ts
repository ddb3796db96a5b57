import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateEndpointConfigCommand } from "@aws-sdk/client-sagemaker";
import { planDeletion } from "../../src/core/endpoint/deletion.ts";
import type { Hosting, HostingKind } from "../../src/core/endpoint/hosting.ts";
import { clientsOf } from "../local/clients.ts";
import { deploymentOf, startAwsPlace } from "../reliability/awsPlace.ts";
import { deployments } from "./deployments.ts";

const never = new AbortController().signal;
const KINDS: readonly HostingKind[] = ["model", "endpointConfig", "endpoint"];

describe("endpoints of AWS", () => {
    let place: Awaited<ReturnType<typeof startAwsPlace>>;
    let hosting: Hosting;

    before(async () => {
        place = await startAwsPlace();
        hosting = await place.connected.hostingIn(place.place);
    });
    after(() => place.stop());
    beforeEach(() => place.aws.faults.clear());

    const operations = () => deployments(place.connected, { place: place.place, account: "123456789012" });
    const deploy = (name: string) => {
        const { specHash: _specHash, ...spec } = deploymentOf(name, place.image.reference);
        return operations().deploy(spec);
    };
    const there = async (name: string) => {
        const found = await Promise.all(KINDS.map(async (kind) => ((await hosting.find(kind, name, never)) ? [kind] : [])));
        return found.flat();
    };
    const settled = async (name: string) => {
        while ((await hosting.endpoint(name, never))?.status === "Creating") {
            await sleep(20);
        }
    };
    const refusal = (name: string, message: string) => ({
        what: "answer" as const,
        answer: { status: 400, headers: { "x-amzn-errortype": name }, body: { __type: name, message } },
    });
    const callsOf = (name: string) => place.aws.calls().filter(({ operation }) => operation === name).length;

    it("F44: are made although SageMaker does not see their config at first", async () => {
        const message = 'Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/late".';
        place.aws.faults.add({ ...refusal("ValidationException", message), operation: "CreateEndpoint", times: 2 });
        await deploy("late");
        assert.deepEqual(await there("late"), KINDS);
        assert.deepEqual(
            place.aws.faults.fired().map(({ operation }) => operation),
            ["CreateEndpoint", "CreateEndpoint"],
        );
    });

    it("F42: leave nothing when the quota is 0, and say so", async () => {
        const message =
            "The account-level service limit 'ml.m5.large for endpoint usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.";
        place.aws.faults.add({ ...refusal("ResourceLimitExceeded", message), operation: "CreateEndpoint" });
        await assert.rejects(deploy("no-quota"), { name: "Problem", code: "quotaExceeded" });
        assert.deepEqual(await there("no-quota"), []);
    });

    it("F40: are made once where every answer to a create is lost", async () => {
        const creates = ["CreateModel", "CreateEndpointConfig", "CreateEndpoint"];
        const earlier = creates.map(callsOf);
        place.aws.faults.add(...creates.map((operation) => ({ what: "resetAfterEffect" as const, operation })));
        await deploy("lost");
        assert.deepEqual(await there("lost"), KINDS);
        assert.deepEqual(
            creates.map(callsOf),
            earlier.map((count) => count + 1),
        );
    });

    it("F40: are refused under a name that something else has, which stays", async () => {
        await deploy("mine");
        await assert.rejects(deploymentsOfAnother("mine"), { code: "nameTaken", message: /model of this name exists already/i });
        assert.deepEqual(await there("mine"), KINDS);
    });

    it("F49, F51: go with what only they use, and leave what another endpoint config uses", async () => {
        await deploy("shared");
        await settled("shared");
        const { sagemaker } = clientsOf(place.aws.localUrl);
        const variant = { VariantName: "v", ModelName: "shared", InstanceType: "ml.m5.large", InitialInstanceCount: 1 } as const;
        await sagemaker.send(
            new CreateEndpointConfigCommand({ EndpointConfigName: "other-config", ProductionVariants: [variant] }),
        );
        const plan = await planDeletion("shared", hosting, never);
        assert.deepEqual(plan?.kept, [{ kind: "model", name: "shared", why: "endpoint config other-config uses it" }]);
        await operations().delete("shared");
        assert.deepEqual(await there("shared"), ["model"]);
    });

    it("F50: lose their inference components first", async () => {
        await deploy("components");
        await settled("components");
        const component = {
            InferenceComponentName: "part-1",
            InferenceComponentArn: "arn:aws:sagemaker:us-east-1:123456789012:inference-component/part-1",
            EndpointName: "components",
            EndpointArn: "arn:aws:sagemaker:us-east-1:123456789012:endpoint/components",
            VariantName: "AllTraffic",
            InferenceComponentStatus: "InService",
            CreationTime: 1_700_000_000,
            LastModifiedTime: 1_700_000_000,
        };
        const listed = { status: 200, body: { InferenceComponents: [component] } };
        place.aws.faults.add(
            { what: "answer", operation: "ListInferenceComponents", answer: listed, times: 2 },
            { what: "answer", operation: "DeleteInferenceComponent", answer: { status: 200, body: {} } },
        );
        const plan = await operations().delete("components");
        assert.deepEqual(plan?.inferenceComponents, ["part-1"]);
        assert.deepEqual(await there("components"), []);
        const order = place.aws.calls().map(({ operation }) => operation);
        assert.ok(order.lastIndexOf("DeleteInferenceComponent") < order.lastIndexOf("DeleteEndpoint"));
    });

    it("F53: count as deleted where somebody else was quicker", async () => {
        await deploy("quick");
        await settled("quick");
        const plan = await planDeletion("quick", hosting, never);
        assert.ok(plan);
        await operations().delete("quick");
        assert.deepEqual(await operations().operations.delete(place.place, plan, () => {}, never), []);
        assert.equal(await operations().delete("quick"), undefined);
    });

    it("F45: are busy for SageMaker while it is at work on them, and wait", async () => {
        await deploy("busy");
        const message = 'Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:123456789012:endpoint/busy".';
        place.aws.faults.add({ ...refusal("ValidationException", message), operation: "DeleteEndpoint", times: 2 });
        await operations().delete("busy");
        assert.deepEqual(await there("busy"), []);
    });

    function deploymentsOfAnother(name: string) {
        const { specHash: _specHash, ...spec } = deploymentOf(name, place.image.reference);
        return operations().deploy({ ...spec, instanceType: "ml.c5.large" });
    }
});
