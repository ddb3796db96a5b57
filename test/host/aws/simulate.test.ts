import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
    AttachRolePolicyCommand,
    CreatePolicyCommand,
    CreateRoleCommand,
    IAMClient,
    PutRolePolicyCommand,
    SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { clientsMissing } from "../../local/foreignClients.ts";
import { type AwsStandIn, startAws } from "./awsStandIn.ts";

const statement = (Effect: string, Action: string | string[], Resource: string, more: object = {}) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource, ...more }] });

describe("SimulatePrincipalPolicy of the stand-in", { skip: clientsMissing }, () => {
    let aws: AwsStandIn;
    let iam: IAMClient;
    const RoleName = "launcher";
    const PolicySourceArn = `arn:aws:iam::123456789012:role/${RoleName}`;

    before(async () => {
        aws = await startAws({ local: () => "http://127.0.0.1:9" });
        iam = new IAMClient({
            endpoint: aws.url,
            region: "us-east-1",
            credentials: { accessKeyId: "a", secretAccessKey: "b" },
            maxAttempts: 1,
        });
        await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: statement("Allow", "sts:AssumeRole", "*") }));
        const inline = [
            ["buckets", statement("Allow", ["s3:Get*", "s3:ListBucket"], "arn:aws:s3:::data*")],
            ["denied", statement("Deny", "s3:GetObject", "arn:aws:s3:::data/secret/*")],
            [
                "passes",
                statement("Allow", "iam:PassRole", "*", {
                    Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
                }),
            ],
        ];
        for (const [PolicyName, PolicyDocument] of inline) {
            await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
        }
        const logs = statement("Allow", "logs:*", "*");
        const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "logs", PolicyDocument: logs }));
        await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
    });
    after(() => aws.stop());

    const decisions = async (ActionNames: string[], ResourceArns?: string[], passedTo?: string) => {
        const ContextEntries =
            passedTo === undefined
                ? undefined
                : [{ ContextKeyName: "iam:PassedToService", ContextKeyType: "string" as const, ContextKeyValues: [passedTo] }];
        const { EvaluationResults = [] } = await iam.send(
            new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames, ResourceArns, ContextEntries }),
        );
        return EvaluationResults.map(({ EvalActionName, EvalDecision }) => `${EvalActionName} ${EvalDecision}`);
    };

    it("allows what inline and attached policies allow, and nothing else", async () => {
        const actions = ["s3:GetObject", "s3:PutObject", "logs:CreateLogStream"];
        assert.deepEqual(await decisions(actions, ["arn:aws:s3:::data/a.csv"]), [
            "s3:GetObject allowed",
            "s3:PutObject implicitDeny",
            "logs:CreateLogStream allowed",
        ]);
        assert.deepEqual(await decisions(["s3:ListBucket"], ["arn:aws:s3:::data", "arn:aws:s3:::other"]), [
            "s3:ListBucket allowed",
            "s3:ListBucket implicitDeny",
        ]);
    });

    it("lets a denial win", async () => {
        assert.deepEqual(await decisions(["s3:GetObject"], ["arn:aws:s3:::data/secret/a"]), ["s3:GetObject explicitDeny"]);
    });

    it("looks at the context that a condition asks about", async () => {
        assert.deepEqual(await decisions(["iam:PassRole"]), ["iam:PassRole implicitDeny"]);
        assert.deepEqual(await decisions(["iam:PassRole"], undefined, "ec2.amazonaws.com"), ["iam:PassRole implicitDeny"]);
        assert.deepEqual(await decisions(["iam:PassRole"], undefined, "sagemaker.amazonaws.com"), ["iam:PassRole allowed"]);
    });

    it("knows only roles that exist", async () => {
        const unknown = { PolicySourceArn: `${PolicySourceArn}-not`, ActionNames: ["s3:GetObject"] };
        await assert.rejects(iam.send(new SimulatePrincipalPolicyCommand(unknown)), { name: "NoSuchEntityException" });
    });
});
