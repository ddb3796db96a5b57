import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AwsAccount } from "../../../src/core/account/identity.ts";
import type { AwsPlace } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { type Profile, profilesOf } from "../../../src/core/account/profile.ts";
import { choosePlace } from "../../../src/editor/commands/account/choosePlace.ts";
import { connectToAws } from "../../../src/editor/commands/account/connectToAws.ts";
import { signIn } from "../../../src/editor/commands/account/signIn.ts";
import type { Choice, PickStep, Step } from "../../../src/editor/ask.ts";
import type { Progress } from "../../../src/editor/progress.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";

const never = new AbortController().signal;
const progress: Progress = (_title, task) => task(never, () => {});
const identity = { account: "123456789012", arn: "arn:aws:iam::123456789012:user/ada", partition: "aws" };
const expired = new Problem("loginExpired", "The sign-in to AWS has expired.");
const profiles = profilesOf({
    default: { region: "us-west-2", aws_access_key_id: "AKIA" },
    dev: { sso_session: "corp", region: "eu-central-1" },
    admin: { role_arn: "arn", source_profile: "dev" },
    ada: { login_session: "arn" },
    program: { credential_process: "/bin/give" },
    token: { role_arn: "arn", web_identity_token_file: "/token" },
    "with code": { role_arn: "arn", source_profile: "coded" },
    coded: { role_arn: "arn", source_profile: "default", mfa_serial: "arn" },
});

interface Given {
    readonly profiles?: readonly Profile[];
    readonly answers?: Record<string, string>;
    readonly choice?: string;
    readonly current?: AwsPlace;
    readonly hasKeys?: boolean;
    readonly identities?: (Problem | typeof identity)[];
}

async function connect(given: Given = {}) {
    const ask = fakeAsk({ answers: given.answers ?? {} });
    const kept: AwsAccount[] = [];
    const did: string[] = [];
    const identities = given.identities ?? [identity];
    const run = connectToAws({
        profiles: async () => given.profiles ?? profiles,
        environment: () => ({ hasKeys: given.hasKeys ?? false, profile: "", region: "" }),
        regions: { "eu-central-1": "Europe (Frankfurt)", "us-east-1": "US East (N. Virginia)" },
        current: () => given.current,
        identityIn: async () => {
            const answer = identities.shift();
            if (answer === undefined || answer instanceof Problem) {
                throw answer ?? new Error("nothing left");
            }
            return answer;
        },
        signIn: async (profile) => void did.push(`sign in to ${profile}`),
        keep: async (account) => void kept.push(account),
        openConfig: async () => void did.push("config"),
        openPage: async (url) => did.push(url),
        useLocal: async () => void did.push("local"),
        ask: { ...ask, choose: async (...asked) => (await ask.choose(...asked), given.choice) },
        progress,
    });
    const error: unknown = await run(never).catch((failure: unknown) => failure);
    return { ask, kept, did, error };
}

function pick(steps: readonly Step[], key: string): PickStep {
    const step = steps.find((one) => one.key === key);
    assert.ok(step?.kind === "pick");
    return step;
}

describe("connecting to AWS", () => {
    it("asks for the profile with its kind and region, and for the region with its name", async () => {
        const { ask, kept } = await connect({ answers: { profile: "dev", region: "eu-central-1" } });
        const choices = pick(ask.shown, "profile").choices.map(({ label, description }) => `${label}: ${description}`);
        assert.deepEqual(choices, [
            "Default credentials: profile default",
            "ada: aws login",
            "admin: assumed role by IAM Identity Center",
            "coded: assumed role by access keys",
            "default: access keys · us-west-2",
            "dev: IAM Identity Center · eu-central-1",
            "program: program",
            "token: web identity",
            "with code: assumed role by access keys",
        ]);
        const regions = pick(ask.shown, "region");
        const first = (profile: string) => regions.choicesAfter?.(new Map([["profile", profile]]))[0];
        assert.deepEqual(first("dev"), { label: "eu-central-1", description: "Europe (Frankfurt)", value: "eu-central-1" });
        assert.deepEqual([first("")?.value, first("program")?.value], ["us-west-2", "eu-central-1"]);
        assert.deepEqual([regions.typed?.("eu-north-9")?.value, regions.typed?.("europe")], ["eu-north-9", undefined]);
        assert.deepEqual(kept, [{ place: { kind: "aws", profile: "dev", region: "eu-central-1" }, identity }]);
        assert.match(ask.told[0] ?? "", /account 123456789012 in eu-central-1/);
    });

    it("puts what is connected to where Enter takes it", async () => {
        const { ask } = await connect({ current: { kind: "aws", profile: "dev", region: "us-east-1" } });
        assert.equal(pick(ask.shown, "profile").choices[0]?.value, "dev");
        assert.equal(pick(ask.shown, "region").choicesAfter?.(new Map([["profile", "dev"]]))[0]?.value, "us-east-1");
    });

    it("F13: tells somebody without a profile what to do, and that Local SageMaker needs no account", async () => {
        const none = { profiles: [] };
        const { ask, did, kept } = await connect({ ...none, choice: "Use Local SageMaker" });
        assert.match(
            ask.asked[0] ?? "",
            /no AWS profile.*aws configure sso.*Open Config File\|How to Sign In\|Use Local SageMaker/s,
        );
        assert.deepEqual([did, kept, ask.shown], [["local"], [], []]);
        assert.deepEqual((await connect({ ...none, choice: "Open Config File" })).did, ["config"]);
        assert.match((await connect({ ...none, choice: "How to Sign In" })).did[0] ?? "", /^https:\/\/docs\.aws\.amazon\.com\//);
        assert.deepEqual((await connect(none)).did, []);
        assert.equal((await connect({ ...none, choice: "Use Default Credentials" })).kept.length, 1);
        assert.equal((await connect({ ...none, hasKeys: true })).kept.length, 1);
    });

    it("F14: says that profiles are read where the extension runs", async () => {
        const { ask } = await connect({ profiles: [] });
        assert.match(ask.asked[0] ?? "", /Profiles are read where this extension runs.*remote window/);
    });

    it("signs in first where that has expired, and does not count where AWS refuses", async () => {
        const answers = { profile: "dev", region: "us-east-1" };
        const renewed = await connect({ answers, identities: [expired, identity] });
        assert.deepEqual([renewed.did, renewed.kept.length], [["sign in to dev"], 1]);
        const denied = new Problem("credentialsMissing", "AWS does not know these credentials.");
        const refused = await connect({ answers, identities: [denied] });
        assert.deepEqual([refused.error, refused.kept], [denied, []]);
    });
});

function signingIn(
    runs: () => number | undefined = () => 0,
    over: { readonly program?: string | undefined; readonly isTrusted?: boolean } = {},
) {
    const ran: string[] = [];
    let renewed = 0;
    const run = signIn({
        profiles: async () => profiles,
        defaultProfile: () => "dev",
        awsProgram: () => ("program" in over ? over.program : "/usr/bin/aws"),
        runProgram: async (program, args) => {
            ran.push([program, ...args].join(" "));
            return runs();
        },
        requireTrust: () => {
            if (over.isTrusted === false) {
                throw new Problem("untrustedWorkspace", "Trust it first.");
            }
        },
        renew: () => renewed++,
        fileOf: async (profile) => `/home/ada/.aws/${profile === "default" ? "credentials" : "config"}`,
        progress,
    });
    return { run, ran, renewed: () => renewed };
}

describe("signing in", () => {
    it("runs the AWS CLI in the way of the profile's kind, for a role that of its source", async () => {
        const up = signingIn();
        for (const profile of ["dev", "admin", "ada", "", "program"]) {
            await up.run(profile, never);
        }
        const sso = "/usr/bin/aws sso login --profile=dev";
        assert.deepEqual(up.ran, [sso, sso, "/usr/bin/aws login --profile=ada", sso]);
        assert.equal(up.renewed(), 5);
    });

    it("leaves a role that wants the code of an MFA device to the next call, which asks for it", async () => {
        const up = signingIn();
        await up.run("with code", never);
        assert.deepEqual([up.ran, up.renewed()], [[], 1]);
    });

    it("says why where nobody can sign in, and opens the file", async () => {
        for (const [profile, why, file] of [
            ["default", /has access keys/, "credentials"],
            ["token", /takes its token from a file/, "config"],
            ["unknown", /says nothing about how to sign in/, "config"],
        ] as const) {
            await assert.rejects(signingIn().run(profile, never), {
                code: "signInFailed",
                message: why,
                remedy: { kind: "openFile", label: "Open Config File", path: `/home/ada/.aws/${file}` },
            });
        }
    });

    it("tells what to install where there is no AWS CLI, and starts nothing in a folder that is not trusted", async () => {
        const missing = signingIn(undefined, { program: undefined });
        await assert.rejects(missing.run("dev", never), { code: "programMissing", message: /AWS CLI.*not on the PATH/ });
        const untrusted = signingIn(undefined, { isTrusted: false });
        await assert.rejects(untrusted.run("dev", never), { code: "untrustedWorkspace" });
        await assert.rejects(untrusted.run("program", never), { code: "untrustedWorkspace" });
        assert.deepEqual([missing.ran, untrusted.ran, untrusted.renewed()], [[], [], 0]);
    });

    it("says where to look when the AWS CLI fails, or is ended", async () => {
        await assert.rejects(signingIn(() => 255).run("dev", never), {
            code: "signInFailed",
            message: /exit code 255\. .* in its terminal/,
        });
        const ended = signingIn(() => undefined);
        await assert.rejects(ended.run("dev", never), { code: "signInFailed", message: /was ended/ });
        assert.equal(ended.renewed(), 0);
    });
});

describe("choosing where to run", () => {
    const place: AwsPlace = { kind: "aws", profile: "dev", region: "us-east-1" };
    async function offered(account: AwsAccount | undefined, isExpired = false, choose = 0) {
        const did: string[] = [];
        const shown: string[] = [];
        const way = (name: string) => async () => void did.push(name);
        await choosePlace({
            account: {
                current: () => account,
                isExpired: () => isExpired,
                place: () => account?.place ?? { kind: "local", region: "us-east-1" },
            },
            runIn: async (where) => void did.push(where),
            connect: way("connect"),
            signIn: way("sign in"),
            disconnect: way("disconnect"),
            ask: {
                async pick<T>(_title: string, choices: readonly Choice<T>[]) {
                    shown.push(...choices.map(({ label }) => label));
                    return choices[choose]?.value;
                },
            },
        })(never);
        return { did, shown };
    }

    it("offers this machine and a connection where there is none", async () => {
        const { did, shown } = await offered(undefined);
        assert.deepEqual(shown, ["$(check) $(server-environment) Local", "$(cloud) Connect to AWS…"]);
        assert.deepEqual(did, ["local"]);
        assert.deepEqual((await offered(undefined, false, 1)).did, ["connect"]);
    });

    it("offers the account, another one and none, and to sign in first where that has expired", async () => {
        const { shown } = await offered({ place, identity });
        assert.equal(shown[1], "$(check) $(cloud) AWS us-east-1 (dev)");
        assert.equal(shown.length, 4);
        const late = await offered({ place, identity }, true);
        assert.deepEqual([late.shown[0], late.did], ["$(sign-in) Sign In to AWS", ["sign in"]]);
        assert.deepEqual((await offered({ place, identity }, false, 3)).did, ["disconnect"]);
    });
});
