import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, describe, it } from "node:test";
import { connections } from "../../../src/adapters/aws/connections.ts";
import { type AskMfaCode, credentialSource } from "../../../src/adapters/aws/transport/credentials.ts";
import type { Problem } from "../../../src/core/problem.ts";
import { keepVariables } from "../../host/keepVariables.ts";
import { serveHttp } from "../../local/hosting/serveHttp.ts";

const never = new AbortController().signal;
const device = "arn:aws:iam::123456789012:mfa/ada";
const place = { kind: "aws", profile: "admin", region: "us-east-1" } as const;

/** STS as far as a role and a caller are concerned. */
function sts(assumed: string[]): RequestListener {
    const answer: (...call: Parameters<RequestListener>) => Promise<void> = async (request, response) => {
        const asked = new URLSearchParams(await text(request));
        const action = asked.get("Action") ?? "";
        if (action === "AssumeRole") {
            assumed.push(`${asked.get("SerialNumber")} ${asked.get("TokenCode")}`);
        }
        const result =
            action === "AssumeRole"
                ? `<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>secret-of-the-role</SecretAccessKey><SessionToken>token-of-the-role</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>`
                : "<Arn>arn:aws:sts::123456789012:assumed-role/admin/ada</Arn><UserId>A:ada</UserId><Account>123456789012</Account>";
        response.setHeader("content-type", "text/xml");
        response.end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
    };
    return (...call) => void answer(...call);
}

describe("a role that wants the code of an MFA device", () => {
    const setBack = keepVariables(
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_ENDPOINT_URL",
        "AWS_PROFILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    );
    const assumed: string[] = [];
    let server: Awaited<ReturnType<typeof serveHttp>>;
    let folder: string;

    before(async () => {
        server = await serveHttp(sts(assumed));
        folder = await mkdtemp(path.join(tmpdir(), "codes of Ada-"));
        process.env["AWS_CONFIG_FILE"] = path.join(folder, "config");
        process.env["AWS_SHARED_CREDENTIALS_FILE"] = path.join(folder, "credentials");
        process.env["AWS_ENDPOINT_URL"] = `http://127.0.0.1:${server.port}`;
        ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].forEach((name) => delete process.env[name]);
        await writeFile(
            path.join(folder, "config"),
            `[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = ada\nmfa_serial = ${device}\n`,
        );
        await writeFile(
            path.join(folder, "credentials"),
            "[ada]\naws_access_key_id = AKIA\naws_secret_access_key = secret-of-ada\n",
        );
    });
    after(async () => {
        setBack();
        await server[Symbol.asyncDispose]();
        await rm(folder, { recursive: true });
    });
    beforeEach(() => assumed.splice(0));

    function connected(answer: string | undefined) {
        const asked: string[] = [];
        const offered: Problem[] = [];
        const askMfaCode: AskMfaCode = async (...question) => {
            asked.push(question.join(" "));
            return answer;
        };
        const connect = connections(() => Promise.reject(new Error("Local SageMaker is not asked.")), {
            askMfaCode,
            signIn: async (problem) => {
                offered.push(problem);
                throw problem;
            },
        });
        const identity = async (by = connect as Pick<typeof connect, "identityIn">) => (await by.identityIn(place))(never);
        return { connect, identity, asked, offered };
    }

    it("F03: is asked for it once by what somebody waits for, and used by polls from then on", async () => {
        const { connect, identity, asked } = connected("123456");
        const found = await Promise.all([identity(), identity(connect.signingIn)]);
        assert.deepEqual(new Set(found.map(({ account }) => account)), new Set(["123456789012"]));
        assert.equal((await identity(connect.quietly)).account, "123456789012");
        assert.deepEqual(asked, [`${device} admin`]);
        assert.deepEqual(assumed, [`${device} 123456`]);
    });

    it("F03: fails quietly in the background, with the way to sign in", async () => {
        const { connect, identity, asked, offered } = connected("123456");
        await assert.rejects(identity(connect.quietly), {
            code: "loginExpired",
            message: /admin\) needs a code of your MFA device\. Sign in/,
            remedy: { kind: "runCommand", label: "Sign In", command: "rustSagemaker.account.signIn" },
        });
        assert.deepEqual([asked, offered, assumed], [[], [], []]);
        assert.equal((await identity()).account, "123456789012");
    });

    it("F03: ends as cancelled, and asks nothing more, where no code is given", async () => {
        const { identity, asked, offered } = connected(undefined);
        await assert.rejects(identity(), { name: "AbortError" });
        assert.deepEqual([asked.length, offered, assumed], [1, [], []]);
    });

    it("F05: takes as long as the person needs, however short the limit of the search", async () => {
        const route = { region: "us-east-1", proxy: { address: "", direct: [] } };
        const slow: AskMfaCode = () => new Promise((resolve) => setTimeout(resolve, 3000, "654321"));
        const { accessKeyId } = await credentialSource("admin", route, 2500).get(slow);
        assert.deepEqual([accessKeyId, assumed], ["ASIA", [`${device} 654321`]]);
    });
});
