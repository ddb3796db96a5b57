import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { awsProblem } from "../../src/adapters/aws/transport/awsProblem.ts";
import { credentialSource } from "../../src/adapters/aws/transport/credentials.ts";
import { credentialsProblem } from "../../src/adapters/aws/transport/credentialsProblem.ts";
import { keepSecret, messageWithoutKept, redact } from "../../src/core/redact.ts";
import { redactedLog } from "../../src/editor/redactedLog.ts";
import { withoutLinks } from "../../src/editor/withoutLinks.ts";
import { fakeLog } from "../core/fakes/log.ts";
import { fakePlace, playedSession, settle } from "../core/fakes/panel.ts";
import { keepVariables } from "../host/keepVariables.ts";
import { report } from "./reliability.ts";

/** How many are planted; each goes all ways. */
const SECRETS = 1000;
const AT = { kind: "aws", profile: "dev", region: "us-east-1" } as const;

/** What a secret may be made of, from the shortest that counts on. */
const VALUES: readonly (() => string)[] = [
    () => randomBytes(4).toString("hex"),
    () => randomBytes(30).toString("base64"),
    () => randomBytes(40).toString("base64url"),
    () => `p"a\\s's+${randomBytes(6).toString("hex")}/=%`,
];

/** Where one that nobody has told us of stands, such as in what a program or a service says. */
const SHAPES: readonly ((secret: string) => string)[] = [
    (secret) => `aws_secret_access_key = ${secret}`,
    (secret) => `{"SecretAccessKey":"${secret}","Version":1}`,
    (secret) => `Authorization: Bearer ${secret}`,
    (secret) => `GET https://bucket.s3/key?X-Amz-Security-Token=${secret}&X-Amz-Date=x`,
    (secret) => `cannot reach http://ada:${secret}@proxy.corp:3128`,
    (secret) => `docker login --password ${secret} host`,
    (secret) => `HF_TOKEN=${secret}`,
    (secret) => `session_token: '${secret}'`,
];

describe("R6: secrets", () => {
    const setBack = keepVariables("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE");
    let folder: string;
    const found: string[] = [];
    const counts = { log: 0, error: 0, notification: 0, webview: 0 };
    /** Hidden by value in every other one, and by what it stands in. */
    const planted = Array.from({ length: SECRETS }, (_, index) => {
        const isKept = index % 2 === 0;
        const secret = VALUES[isKept ? (index / 2) % VALUES.length : 2]?.() ?? "";
        const text = isKept ? `it said ${secret} and went on` : (SHAPES[((index - 1) / 2) % SHAPES.length]?.(secret) ?? "");
        return { secret, text, isKept };
    });
    const look = (sink: keyof typeof counts, secret: string, shown: string) => {
        counts[sink]++;
        if ([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)].some((form) => shown.includes(form))) {
            found.push(`${sink}: ${shown}`);
        }
    };

    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "secrets-"));
        planted.filter(({ isKept }) => isKept).forEach(({ secret }) => keepSecret(secret));
    });
    after(async () => {
        setBack();
        await rm(folder, { recursive: true });
        report("R6", { planted: SECRETS, ...counts, found: found.length });
    });

    it("are in no log, whoever writes it and how", () => {
        for (const { secret, text } of planted) {
            const { log, lines } = fakeLog();
            const door = redactedLog(log);
            door.info(text);
            door.error(new Error(text, { cause: text }));
            door.debug("answer", { text });
            look("log", secret, lines.join("\n"));
        }
        assert.deepEqual(found, []);
    });

    it("are in no failure and no notification", () => {
        for (const { secret, text } of planted) {
            const errors = [
                Object.assign(new Error(text), { name: "ValidationException", $fault: "client" }),
                Object.assign(new Error(`User: arn is not authorized to perform: x on resource: ${text}`), {
                    name: "AccessDenied",
                }),
                Object.assign(new Error(`Command failed: give --key ${secret}\n${text}`), { name: "CredentialsProviderError" }),
            ];
            const problems = errors.map((error) => credentialsProblem(AT, error) ?? awsProblem("Listing models", error));
            look("error", secret, problems.map(String).join("\n"));
            look("notification", secret, withoutLinks(`${String(problems[0])} ${text}`));
        }
        assert.deepEqual(found, []);
    });

    it("reach no page", async () => {
        for (const { secret, text } of planted.slice(0, 100)) {
            const place = fakePlace([], []);
            const clients = {
                ...place.clients,
                jobs: { describe: async () => Promise.reject(new Error(text)) },
            };
            const { session, posted, of } = playedSession({ kind: "job", name: "iris" }, { clients: async () => clients });
            await session.receive({ type: "ready" });
            await settle();
            session.dispose();
            assert.ok(of("trouble").some(({ message }) => message !== undefined));
            look("webview", secret, JSON.stringify(messageWithoutKept(posted)));
        }
        for (const { secret, text, isKept } of planted) {
            look(
                "webview",
                secret,
                JSON.stringify(messageWithoutKept({ type: "trouble", message: isKept ? text : redact(text) })),
            );
        }
        assert.deepEqual(found, []);
    });

    it("of a profile are known once they were read", async () => {
        const keys = Array.from({ length: 20 }, (_, index) => ({
            name: `p${index}`,
            secret: randomBytes(30).toString("base64"),
        }));
        const sections = keys.map(
            ({ name, secret }) => `[${name}]\naws_access_key_id = KEY\naws_secret_access_key = ${secret}\n`,
        );
        process.env["AWS_SHARED_CREDENTIALS_FILE"] = path.join(folder, "credentials");
        process.env["AWS_CONFIG_FILE"] = path.join(folder, "config");
        await writeFile(path.join(folder, "credentials"), sections.join(""));
        for (const { name, secret } of keys) {
            await credentialSource(name, { region: "us-east-1", proxy: { address: "", direct: [] } }).get();
            look("error", secret, redact(`it printed ${secret}, in an address ${encodeURIComponent(secret)}`));
        }
        assert.deepEqual(found, []);
    });

    it("would be found if they were not hidden", () => {
        assert.ok(planted.every(({ secret, text }) => secret.length >= 8 && text.includes(secret)));
    });
});
