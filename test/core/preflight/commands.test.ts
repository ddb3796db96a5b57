import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ServiceQuotas } from "../../../src/core/instance/quotas.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { reachOf } from "../../../src/core/preflight/newRole.ts";
import type { NewRole, Role } from "../../../src/core/preflight/roles.ts";
import { chooseRole } from "../../../src/editor/commands/account/chooseRole.ts";
import { createRole } from "../../../src/editor/commands/account/createRole.ts";
import { requestQuotaIncrease } from "../../../src/editor/commands/account/requestQuotaIncrease.ts";
import type { Progress } from "../../../src/editor/progress.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";

const aws: Place = { kind: "aws", profile: "work", region: "us-east-1" };
const signal = new AbortController().signal;
const progress: Progress = (_title, task) => task(signal, () => {});
const role = (name: string): Role => ({ name, arn: `arn:aws:iam::123456789012:role/${name}`, createdAt: 0, trust: {} });

describe("Choose Execution Role…", () => {
    const choose = (roles: () => Promise<readonly Role[]>, answer: string, created?: string) => {
        const saved: string[] = [];
        const ask = fakeAsk({ answers: { role: answer } });
        const command = chooseRole({
            rolesIn: async () => ({ forSageMaker: roles }),
            create: async () => created,
            chosen: () => role("b").arn,
            save: async (arn) => void saved.push(arn),
            ask,
            progress,
            now: () => 3 * 86_400_000,
        });
        return { command, ask, saved };
    };

    it("offers the roles that trust SageMaker, the chosen one first, and keeps the answer", async () => {
        const { command, ask, saved } = choose(async () => [role("a"), role("b")], role("a").arn);
        assert.equal(await command(aws, signal), role("a").arn);
        assert.deepEqual(saved, [role("a").arn]);
        const [step] = ask.shown;
        assert.ok(step?.kind === "pick");
        assert.deepEqual(
            step.choices.map(({ label, description }) => `${label}: ${description}`),
            ["b: chosen, made 3 days ago", "a: made 3 days ago", "$(add) Create a Role…: its policy is shown first"],
        );
        assert.equal(step.typed?.(role("typed").arn)?.value, role("typed").arn);
        assert.equal(step.typed?.("a role"), undefined);
    });

    it("can be typed by whoever may not list roles", async () => {
        const denied = async () => {
            throw new Problem("accessDenied", "no");
        };
        const { command, ask, saved } = choose(denied, role("typed").arn);
        await command(aws, signal);
        assert.deepEqual(saved, [role("typed").arn]);
        assert.match(ask.shown[0]?.prompt ?? "", /^You may not list roles\./);
    });

    it("F55: creates one only on request, and keeps nothing when the user turned back", async () => {
        const made = choose(async () => [], "create", role("new").arn);
        await made.command(aws, signal);
        assert.deepEqual(made.saved, [role("new").arn]);
        const turned = choose(async () => [], "create");
        assert.equal(await turned.command(aws, signal), undefined);
        assert.deepEqual(turned.saved, []);
    });

    it("asks for none on this machine", async () => {
        const { command, ask } = choose(async () => [], "");
        assert.equal(await command(LOCAL, signal), undefined);
        assert.match(ask.told[0] ?? "", /Local SageMaker asks for no role/);
    });
});

describe("Create a Role…", () => {
    const create = (confirms: boolean, looksUntilFound = 0) => {
        const made: NewRole[] = [];
        const shown: string[] = [];
        let looks = 0;
        const ask = fakeAsk({ confirms, answers: { buckets: "data results" } });
        const command = createRole({
            rolesIn: async () => ({
                create: async (one) => {
                    made.push(one);
                    return role(one.name);
                },
                find: async (name) => (looks++ < looksUntilFound ? undefined : role(name)),
            }),
            identityIn: async () => async () => ({ account: "123456789012", arn: "", partition: "aws" }),
            repositoriesIn: async () => ({ list: async () => [{ name: "mnist", uri: "", arn: "", isTagImmutable: false }] }),
            ask,
            showJson: async (_name, text) => void shown.push(text),
            progress,
            rest: async () => {},
        });
        return { command, made, shown, ask, looks: () => looks };
    };

    it("F55: shows the very policies before it asks, and waits until IAM knows the role", async () => {
        const { command, made, shown, ask, looks } = create(true, 3);
        assert.equal(await command(aws, signal), role("RustOnSageMaker").arn);
        assert.deepEqual(JSON.parse(shown[0] ?? ""), {
            RoleName: "RustOnSageMaker",
            AssumeRolePolicyDocument: JSON.parse(made[0]?.trust ?? ""),
            PolicyDocument: JSON.parse(made[0]?.policy ?? ""),
        });
        assert.match(ask.asked[0] ?? "", /Create the role RustOnSageMaker in account 123456789012, AWS us-east-1 \(work\)\?/);
        assert.match(ask.asked[0] ?? "", /read and write s3:\/\/data, s3:\/\/results, run images of mnist,/);
        assert.match(made[0]?.policy ?? "", /arn:aws:s3:::results\/\*/);
        assert.match(made[0]?.policy ?? "", /repository\/mnist/);
        assert.equal(looks(), 4);
    });

    it("proposes what the launch reaches beside what every launch uses", async () => {
        const { command, ask } = create(false);
        await command(aws, signal, { buckets: ["s3-data"], repositories: ["iris", "mnist"], keys: [], isInVpc: false });
        const proposed = ask.shown.map((step) => (step.kind === "text" ? step.value : ""));
        assert.deepEqual(proposed, ["RustOnSageMaker", "sagemaker-us-east-1-123456789012 s3-data", "mnist iris"]);
        assert.deepEqual(reachOf(["s3://aaa/x", "s3://aaa/y/", "s3://bbb"], { image: "" }, "iris"), {
            buckets: ["aaa", "bbb"],
            repositories: ["iris"],
            keys: [],
            isInVpc: false,
        });
        const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/iris@sha256:" + "0".repeat(64);
        assert.deepEqual(reachOf([], { image }, undefined).repositories, ["team/iris"]);
    });

    it("F57, F58: makes one that may use the launch's keys and network, and says so", async () => {
        const keys = { outputKmsKey: "1234abcd", volumeKmsKey: "alias/volumes" };
        const reach = reachOf([], { image: "", ...keys, vpc: { subnets: ["subnet-1"] } }, "iris");
        const { command, made, ask } = create(true);
        await command(aws, signal, reach);
        assert.match(ask.asked[0] ?? "", / use the keys 1234abcd, enter networks of the account, and write /);
        assert.match(ask.asked[0] ?? "", /It may not use alias\/volumes: policies name keys by their IDs/);
        const policy = made[0]?.policy ?? "";
        assert.match(policy, /ec2:CreateNetworkInterface"/);
        assert.match(policy, /arn:aws:kms:us-east-1:123456789012:key\/1234abcd"/);
        assert.ok(!policy.includes("alias/"), "a policy names keys by their IDs");
    });

    it("F57: says nothing of aliases where no key is named by one", async () => {
        const { command, ask } = create(false);
        await command(aws, signal, { ...reachOf([], { image: "", outputKmsKey: "1234abcd" }, "iris") });
        assert.match(ask.asked[0] ?? "", /which allow nothing else\.$/);
    });

    it("creates nothing without a yes", async () => {
        const { command, made } = create(false);
        assert.equal(await command(aws, signal), undefined);
        assert.deepEqual(made, []);
    });
});

describe("Request Quota Increase…", () => {
    const quota = { name: "ml.g5.xlarge for training job usage", code: "L-1", value: 0, isAdjustable: true };
    const request = (confirms: boolean, given: Partial<typeof quota> = {}) => {
        const sent: string[] = [];
        const quotas: ServiceQuotas = {
            forUse: async () => new Map([["ml.g5.xlarge", { ...quota, ...given }]]),
            forUseNow: () => assert.fail("asked twice"),
            requestIncrease: async (code, desired) => {
                sent.push(`${code} ${desired}`);
                return { status: "PENDING", desired };
            },
        };
        const ask = fakeAsk({ confirms, answers: { use: "training job", type: "ml.g5.xlarge" } });
        const command = requestQuotaIncrease({
            place: () => aws,
            quotasIn: async () => quotas,
            pricesIn: async () => ({ perHour: async () => undefined }),
            ask,
            progress,
        });
        return { command, sent, ask };
    };
    const wanted = { place: aws, use: "training job", instanceType: "ml.g5.xlarge", atLeast: 2 } as const;

    it("F16: asks how many, names the place before it is sent, and says what became of it", async () => {
        const { command, sent, ask } = request(true);
        await command(signal, wanted);
        assert.deepEqual(sent, ["L-1 2"]);
        assert.match(ask.asked[0] ?? "", /from 0 to 2, AWS us-east-1 \(work\)\?/);
        assert.match(ask.told[0] ?? "", /is requested at 2: PENDING/);
        const [step] = ask.shown;
        assert.ok(step?.kind === "text");
        assert.equal(await step.validate("0"), "A whole number above 0.");
        assert.equal(await step.validate("3"), undefined);
    });

    it("F16: sends nothing without a yes, nor for a quota that AWS does not raise", async () => {
        const { command, sent } = request(false);
        await command(signal, wanted);
        assert.deepEqual(sent, []);
        await assert.rejects(request(true, { isAdjustable: false }).command(signal, wanted), { code: "invalidRequest" });
        await assert.rejects(request(true).command(signal, { ...wanted, instanceType: "ml.z9.large" }), {
            code: "invalidRequest",
        });
    });

    it("asks in the current place where nobody says which", async () => {
        const { command, ask } = request(true);
        await command(signal, { use: "training job", instanceType: "ml.g5.xlarge", atLeast: 2 });
        assert.match(ask.asked[0] ?? "", /AWS us-east-1 \(work\)/);
    });

    it("asks what for and of which type where nobody has said it", async () => {
        const { command, sent } = request(true);
        await command(signal);
        assert.deepEqual(sent, ["L-1 1"]);
    });
});
