import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { callerPrincipal } from "../../../src/core/preflight/callerPrincipal.ts";
import { newExecutionRole, repositoriesFault, roleNameFault, bucketsFault } from "../../../src/core/preflight/newRole.ts";
import { endpointRights, inRegion, trainingCallerRights, trainingRights } from "../../../src/core/preflight/rights.ts";
import { callerFinding, roleFinding, roleRightsFinding } from "../../../src/core/preflight/roleFindings.ts";
import { trustsSageMaker, TRUST_POLICY } from "../../../src/core/preflight/trust.ts";
import { trainingPlan } from "../fakes/trainingPlan.ts";

const scope = { partition: "aws", account: "123456789012", region: "us-east-1" };
const identity = { account: "123456789012", arn: "arn:aws:iam::123456789012:user/ada", partition: "aws" };
const roleArn = "arn:aws:iam::123456789012:role/SageMaker";
const role = { name: "SageMaker", arn: roleArn, createdAt: 0, trust: JSON.parse(TRUST_POLICY) };
const statement = (change: object) => ({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...change }] });

describe("a role's trust", () => {
    it("F55: is in SageMaker where a statement allows it, in any of the forms that IAM takes", () => {
        for (const Principal of [
            { Service: "sagemaker.amazonaws.com" },
            { Service: ["ec2.amazonaws.com", "sagemaker.amazonaws.com"] },
            "*",
        ]) {
            assert.ok(trustsSageMaker(statement({ Principal })), JSON.stringify(Principal));
        }
        assert.ok(trustsSageMaker({ Statement: statement({ Principal: { Service: "sagemaker.amazonaws.com" } }).Statement[0] }));
        assert.ok(trustsSageMaker(role.trust));
        const Condition = { StringNotEquals: { "aws:SourceAccount": "123456789012" } };
        const guard = statement({ Principal: "*", Effect: "Deny", Condition }).Statement;
        assert.ok(trustsSageMaker({ Statement: [...role.trust.Statement, ...guard] }), "others than this account are denied");
    });

    it("F55: is not in SageMaker where another is trusted, it is denied, or the document is none", () => {
        for (const document of [
            statement({ Principal: { Service: "lambda.amazonaws.com" } }),
            statement({ Principal: { AWS: "arn:aws:iam::1:root" } }),
            statement({ Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:TagSession" }),
            statement({ Principal: { Service: "sagemaker.amazonaws.com" }, Effect: "Deny" }),
            { Statement: [...role.trust.Statement, ...statement({ Principal: "*", Effect: "Deny" }).Statement] },
            undefined,
            "{}",
            { Statement: 3 },
        ]) {
            assert.equal(trustsSageMaker(document), false, JSON.stringify(document));
        }
    });
});

describe("an execution role", () => {
    it("F55: has to be chosen, of this account, there, and trust SageMaker; each is told in words of its own", () => {
        assert.match(roleFinding("", identity, undefined).sentence, /No execution role is chosen/);
        assert.match(roleFinding("SageMaker", identity, undefined).sentence, /no ARN/);
        assert.match(roleFinding("arn:aws:iam::999999999999:role/a", identity, role).sentence, /account 999999999999/);
        assert.match(roleFinding(roleArn, identity, undefined).sentence, /no such role/);
        assert.match(roleFinding(roleArn, identity, { ...role, trust: {} }).sentence, /does not trust SageMaker/);
        const inPath = roleFinding(roleArn, identity, { ...role, arn: roleArn.replace("role/", "role/service-role/") });
        assert.equal(inPath.light, "fail");
        assert.match(inPath.sentence, /The one of this name is arn:aws:iam::123456789012:role\/service-role\/SageMaker\.$/);
        assert.equal(roleFinding(roleArn, identity, role).light, "ok");
    });

    it("is asked whether it may be passed only where there is one", () => {
        const actions = (arn: string) =>
            trainingCallerRights(trainingPlan({ roleArn: arn }), [], scope).flatMap((right) => right.actions);
        const create = ["sagemaker:CreateTrainingJob", "sagemaker:AddTags"];
        assert.deepEqual(actions(roleArn), ["iam:PassRole", ...create]);
        assert.deepEqual([actions(""), actions("SageMaker")], [create, create]);
    });

    it("F57: is started by somebody who may upload what is uploaded", () => {
        const inputs = new Map([
            ["training", { uri: "s3://data/mine/" }],
            ["test", { uri: "s3://data/theirs/" }],
        ]);
        const rights = trainingCallerRights(trainingPlan({ inputs }), ["training"], scope);
        assert.deepEqual(
            rights.filter(({ actions }) => actions.includes("s3:PutObject")).map(({ resource }) => resource),
            ["arn:aws:s3:::data/mine/*"],
        );
    });

    it("F57: tells a right that is missing from one that is forbidden, and the role from the caller", () => {
        const [right] = trainingRights(trainingPlan({ outputKmsKey: "1234abcd" }), scope).filter(({ purpose }) =>
            /key/.test(purpose),
        );
        assert.ok(right);
        const lack = { right, action: "kms:Decrypt", isForbidden: false };
        assert.equal(
            roleRightsFinding([{ ...lack, isForbidden: true }], "job").sentence,
            "The role may not use the key 1234abcd (a policy forbids kms:Decrypt on arn:aws:kms:us-east-1:123456789012:key/1234abcd).",
        );
        assert.equal(roleRightsFinding([{ ...lack, isForbidden: true }], "job").light, "fail");
        assert.match(roleRightsFinding([{ ...lack, isForbidden: true }], "job").sentence, /a policy forbids kms:Decrypt/);
        for (const finding of [roleRightsFinding([lack], "job"), callerFinding([lack], identity)]) {
            assert.equal(finding.light, "warn", "the key's own policy was not asked");
            assert.match(finding.sentence, /unless a policy of the bucket, key or repository itself allows it\.$/);
        }
        const denied = { ...lack, action: "sagemaker:CreateTrainingJob" };
        assert.deepEqual(
            [roleRightsFinding([lack, denied], "job").light, callerFinding([denied], identity).light],
            ["fail", "fail"],
        );
        assert.match(callerFinding([lack], identity).sentence, /^arn:aws:iam::123456789012:user\/ada may not/);
        assert.match(roleRightsFinding([lack, lack, lack, lack, lack], "job").sentence, /; 2 more, unless/);
    });
});

describe("a policy with a condition that a simulation does not know", () => {
    const [, right = assert.fail()] = trainingCallerRights(trainingPlan({ roleArn }), [], scope);
    const lack = { right, action: "sagemaker:CreateTrainingJob", isForbidden: false, untold: ["sagemaker:InstanceTypes"] };

    it("F57: holds nothing back, neither where it allows nor where it forbids, and is told by its keys", () => {
        for (const isForbidden of [false, true]) {
            const one = { ...lack, isForbidden };
            const findings = [callerFinding([one], identity), roleRightsFinding([one], "job")];
            assert.deepEqual(
                findings.map(({ light }) => light),
                ["warn", "warn"],
            );
            findings.forEach(({ sentence }) => {
                assert.match(sentence, /, as far as can be told without sagemaker:InstanceTypes\.$/);
            });
        }
    });

    it("F57: changes nothing in what is missing without one", () => {
        assert.equal(callerFinding([lack, { ...lack, untold: [] }], identity).light, "fail");
    });

    it("is asked about the region of the call, but for IAM, which is in none", () => {
        const asked = inRegion(trainingCallerRights(trainingPlan({ roleArn }), [], scope), "eu-west-1");
        assert.deepEqual(
            asked.map(({ context }) => context),
            [{ "iam:PassedToService": "sagemaker.amazonaws.com" }, { "aws:RequestedRegion": "eu-west-1" }],
        );
    });
});

describe("a key that is named by an alias", () => {
    const lackOf = (outputKmsKey: string, action: string, isForbidden = false) => {
        const rights = trainingRights(trainingPlan({ outputKmsKey }), scope);
        const right = rights.find(({ actions }) => actions.includes(action)) ?? assert.fail(action);
        return { right, action, isForbidden };
    };

    it("F57: leaves open what the role may do with it, by its name and by its ARN", () => {
        for (const alias of ["alias/data", "arn:aws:kms:us-east-1:123456789012:alias/data"]) {
            const lacks = ["kms:Decrypt", "kms:GenerateDataKey"].map((action) => lackOf(alias, action));
            assert.deepEqual(roleRightsFinding(lacks, "job"), {
                light: "unknown",
                sentence:
                    `The role may do all else that the job needs. Whether it may use the key ${alias} cannot be told by an alias: ` +
                    "policies name keys by their IDs.",
            });
        }
    });

    it("F57: changes nothing in what else is missing, nor in what a policy forbids", () => {
        const lack = lackOf("alias/data", "kms:Decrypt");
        const finding = roleRightsFinding([lack, lackOf("alias/data", "ecr:BatchGetImage")], "job");
        assert.equal(finding.light, "warn");
        assert.match(
            finding.sentence,
            /^The role may not fetch images [^;]+ itself allows it\. Whether it may use the key alias\/data /,
        );
        assert.equal(roleRightsFinding([lackOf("alias/data", "kms:Decrypt", true)], "job").light, "fail");
    });
});

describe("the rights that a plan needs", () => {
    it("F25: fetch the image of its own repository", () => {
        const pull = trainingRights(trainingPlan(), scope).find(({ actions }) => actions.includes("ecr:BatchGetImage"));
        assert.equal(pull?.resource, "arn:aws:ecr:us-east-1:123456789012:repository/mnist");
    });

    it("F58: include a network only where the plan has one", () => {
        const actions = (plan: Parameters<typeof trainingRights>[0]) =>
            trainingRights(plan, scope).flatMap((right) => right.actions);
        assert.ok(!actions(trainingPlan()).some((action) => action.startsWith("ec2:")));
        const vpc = { subnets: ["subnet-1"], securityGroups: ["sg-1"] };
        assert.ok(actions(trainingPlan({ vpc })).includes("ec2:CreateNetworkInterface"));
    });

    it("F09: are about ARNs of the partition", () => {
        const china = { partition: "aws-cn", account: "123456789012", region: "cn-north-1" };
        const resources = trainingRights(trainingPlan(), china).map(({ resource }) => resource);
        assert.deepEqual(
            resources.filter((resource) => resource !== "*" && !resource.startsWith("arn:aws-cn:")),
            [],
        );
    });

    it("read the artifact of an endpoint, and write nothing to S3", () => {
        const plan = { ...trainingPlan(), modelArtifact: "s3://results/mnist/model.tar.gz" };
        const actions = endpointRights(plan, scope).flatMap((right) => right.actions);
        assert.ok(actions.includes("s3:GetObject") && !actions.includes("s3:PutObject"));
    });
});

describe("a new role", () => {
    it("reaches the buckets and repositories that were named, and no others", () => {
        const { policy, trust } = newExecutionRole(
            { name: "R", buckets: ["data"], repositories: ["mnist"], keys: [], isInVpc: false },
            scope,
        );
        const resources = JSON.parse(policy).Statement.flatMap((one: { Resource: string[] }) => one.Resource);
        assert.deepEqual(
            resources.filter((one: string) => /:s3:|:ecr:/.test(one)),
            ["arn:aws:s3:::data/*", "arn:aws:s3:::data", "arn:aws:ecr:us-east-1:123456789012:repository/mnist"],
        );
        assert.ok(trustsSageMaker(JSON.parse(trust)));
        assert.ok(!/"(iam|kms|ec2|\*):/.test(policy));
    });

    it("has a name and lists that IAM takes", () => {
        assert.equal(roleNameFault("Rust+SageMaker"), undefined);
        assert.ok(roleNameFault("a/b") && roleNameFault("") && roleNameFault("x".repeat(65)));
        assert.equal(bucketsFault("data, more-data"), undefined);
        assert.ok(bucketsFault(" ") && bucketsFault("data *"));
        assert.equal(repositoriesFault("mnist team/mnist"), undefined);
        assert.ok(repositoriesFault("") && repositoriesFault("mnist*"));
    });
});

describe("callerPrincipal", () => {
    it("finds whose policies decide", () => {
        assert.deepEqual(callerPrincipal("arn:aws:iam::123456789012:user/team/ada"), {
            kind: "user",
            arn: "arn:aws:iam::123456789012:user/team/ada",
        });
        assert.deepEqual(callerPrincipal("arn:aws-cn:sts::123456789012:assumed-role/Admin/ada@example.com"), {
            kind: "role",
            name: "Admin",
        });
        assert.deepEqual(callerPrincipal("arn:aws:iam::123456789012:root"), { kind: "root" });
        assert.deepEqual(callerPrincipal("arn:aws:sts::123456789012:federated-user/ada"), { kind: "other" });
        assert.deepEqual(callerPrincipal("nonsense"), { kind: "other" });
    });
});
