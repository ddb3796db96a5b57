import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CreateRoleCommand, GetRolePolicyCommand, IAMClient, ListRoleTagsCommand } from "@aws-sdk/client-iam";
import { iam } from "../../../src/adapters/aws/iam.ts";
import { policyOf } from "../../../src/core/preflight/executionRolePolicy.ts";
import { type Right, trainingRights } from "../../../src/core/preflight/rights.ts";
import { TRUST_POLICY } from "../../../src/core/preflight/trust.ts";
import { trainingPlan } from "../../core/fakes/trainingPlan.ts";
import { type AwsStandIn, startAws } from "../../host/aws/awsStandIn.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { keepVariables } from "../../host/keepVariables.ts";

const signal = () => AbortSignal.timeout(30_000);
const scope = { partition: "aws", account: "123456789012", region: "us-east-1" };

describe("the roles of an account", () => {
    let aws: AwsStandIn;
    let restore: () => void;

    before(async () => {
        aws = await startAws({ local: () => "http://127.0.0.1:9" });
        restore = keepVariables(...Object.keys(aws.env));
        Object.assign(process.env, aws.env);
    });
    after(async () => {
        restore();
        await aws.stop();
    });
    beforeEach(() => aws.faults.clear());

    const rights = trainingRights(trainingPlan(), scope);
    const newRole = (name: string, policy: string) => ({
        name,
        description: "For a test",
        trust: TRUST_POLICY,
        policy,
        tags: { "rustSagemaker:createdBy": "Rust on SageMaker" },
    });

    it("F55: a role that is created trusts SageMaker, is tagged, and may do what the job needs and no more", async () => {
        const roles = iam(clientOf());
        const made = await roles.create(newRole("SageMaker-made", policyOf(rights)), signal());
        assert.equal(made.arn, "arn:aws:iam::123456789012:role/SageMaker-made");
        assert.deepEqual(await roles.lacks(made.arn, rights, signal()), []);
        const more: Right = { purpose: "delete", actions: ["s3:DeleteObject"], resource: "arn:aws:s3:::data/mnist/a" };
        const [lack] = await roles.lacks(made.arn, [more], signal());
        assert.deepEqual([lack?.action, lack?.isForbidden], ["s3:DeleteObject", false]);
        const client = clientOf()(IAMClient);
        const tags = await client.send(new ListRoleTagsCommand({ RoleName: made.name }));
        assert.deepEqual(tags.Tags, [{ Key: "rustSagemaker:createdBy", Value: "Rust on SageMaker" }]);
        const policy = await client.send(new GetRolePolicyCommand({ RoleName: made.name, PolicyName: "RustOnSageMaker" }));
        assert.deepEqual(JSON.parse(decodeURIComponent(policy.PolicyDocument ?? "")), JSON.parse(policyOf(rights)));
    });

    it("lists the roles that trust SageMaker, through all pages, and no others", async () => {
        const client = clientOf()(IAMClient);
        const other = TRUST_POLICY.replace("sagemaker.", "lambda.");
        await client.send(new CreateRoleCommand({ RoleName: "Lambda", AssumeRolePolicyDocument: other }));
        const roles = iam(clientOf());
        for (const name of ["SageMaker-b", "SageMaker-a"]) {
            await roles.create(newRole(name, policyOf(rights)), signal());
        }
        const names = (await roles.forSageMaker(signal())).map(({ name }) => name);
        assert.ok(!names.includes("Lambda"));
        assert.deepEqual(
            names.filter((name) => /-[ab]$/.test(name)),
            ["SageMaker-a", "SageMaker-b"],
        );
    });

    it("F55: tells a role that does not exist from one that may not be read", async () => {
        const roles = iam(clientOf());
        assert.equal(await roles.find("Nobody", signal()), undefined);
        aws.faults.add({ what: "accessDenied", service: "iam", operation: "GetRole" });
        await assert.rejects(roles.find("Nobody", signal()), { code: "accessDenied" });
        assert.equal(aws.faults.fired().length, 1);
    });

    it("F57: names the key and the actions that a role lacks on it", async () => {
        const roles = iam(clientOf());
        const made = await roles.create(newRole("SageMaker-nokey", policyOf(rights)), signal());
        const withKey = trainingRights(trainingPlan({ outputKmsKey: "1234abcd" }), scope);
        const lacks = await roles.lacks(made.arn, withKey, signal());
        assert.deepEqual(
            lacks.map(({ action, right }) => `${action} ${right.resource}`),
            ["kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"].map(
                (action) => `${action} arn:aws:kms:us-east-1:123456789012:key/1234abcd`,
            ),
        );
    });

    it("F57: names the condition by which a role may do something that a simulation cannot know", async () => {
        const roles = iam(clientOf());
        const statement = {
            Effect: "Allow",
            Action: "s3:DeleteObject",
            Resource: "*",
            Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1", "aws:RequestedRegion": "us-east-1" } },
        };
        const made = await roles.create(
            newRole("SageMaker-if", JSON.stringify({ Version: "2012-10-17", Statement: [statement] })),
            signal(),
        );
        const right = { purpose: "delete", actions: ["s3:DeleteObject"], context: { "aws:RequestedRegion": "us-east-1" } };
        for (const resource of ["arn:aws:s3:::data/a", "*"]) {
            const lacks = await roles.lacks(made.arn, [{ ...right, resource }], signal());
            assert.deepEqual(
                lacks.map(({ action, untold }) => [action, untold]),
                [["s3:DeleteObject", ["aws:PrincipalOrgID"]]],
                resource,
            );
        }
    });

    it("F40: a role whose answer was lost is adopted where it has our tags, and no other of its name", async () => {
        const roles = iam(clientOf());
        aws.faults.add({ what: "resetAfterEffect", service: "iam", operation: "CreateRole" });
        const made = await roles.create(newRole("SageMaker-adopted", policyOf(rights)), signal());
        assert.equal(made.name, "SageMaker-adopted");
        const client = clientOf()(IAMClient);
        const other = { RoleName: "SageMaker-other", AssumeRolePolicyDocument: TRUST_POLICY };
        await client.send(new CreateRoleCommand(other));
        aws.faults.add({ what: "resetBeforeEffect", service: "iam", operation: "CreateRole" });
        await assert.rejects(roles.create(newRole(other.RoleName, policyOf(rights)), signal()), { code: "serviceUnreachable" });
        const policy = new GetRolePolicyCommand({ RoleName: other.RoleName, PolicyName: "RustOnSageMaker" });
        await assert.rejects(client.send(policy), { name: "NoSuchEntityException" });
    });

    it("F55: takes a role back that did not get its policy", async () => {
        const roles = iam(clientOf());
        aws.faults.add({ what: "accessDenied", service: "iam", operation: "PutRolePolicy" });
        await assert.rejects(roles.create(newRole("SageMaker-half", policyOf(rights)), signal()), { code: "accessDenied" });
        assert.equal(await roles.find("SageMaker-half", signal()), undefined);
    });

    it("F55: takes a role back also where it has its policy, and the answer to that was lost", async () => {
        const roles = iam(clientOf());
        aws.faults.add(
            { what: "resetAfterEffect", service: "iam", operation: "PutRolePolicy" },
            { what: "accessDenied", service: "iam", operation: "PutRolePolicy" },
        );
        await assert.rejects(roles.create(newRole("SageMaker-lost", policyOf(rights)), signal()), { code: "accessDenied" });
        assert.equal(aws.faults.fired().length, 2);
        assert.equal(await roles.find("SageMaker-lost", signal()), undefined);
    });
});
