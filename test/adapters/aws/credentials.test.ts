import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { inWords } from "../../../src/adapters/aws/transport/awsProblem.ts";
import { credentialSource } from "../../../src/adapters/aws/transport/credentials.ts";
import type { Problem } from "../../../src/core/problem.ts";
import { redact } from "../../../src/core/redact.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { keepVariables } from "../../host/keepVariables.ts";

const good = { Version: 1, AccessKeyId: "PROCESSKEY", SecretAccessKey: "secret-of-a-process" };
const route = { region: "us-east-1", proxy: { address: "", direct: [] } };
const soon = new Date(Date.now() + 3_600_000).toISOString();

describe("credentials that a program gives", () => {
    const setBack = keepVariables("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_EC2_METADATA_DISABLED");
    let folder: string;
    /** Counts in a file how often it was run. */
    const program = async (profile: string, body: string) => {
        const file = path.join(folder, profile);
        await writeFile(file, `#!/bin/sh\necho run >> "${file}.runs"\n${body}\n`, { mode: 0o755 });
        const config = existsSync(path.join(folder, "config")) ? await readFile(path.join(folder, "config"), "utf8") : "";
        await writeFile(
            path.join(folder, "config"),
            `${config}[profile ${profile}]\nregion = us-east-1\ncredential_process = "${file}"\n`,
        );
        return async () => (await readFile(`${file}.runs`, "utf8")).trim().split("\n").length;
    };
    const printing = (answer: object) => `echo '${JSON.stringify(answer)}'`;
    const identity = (profile: string) =>
        inWords("Signing in", () => clientOf(profile)(STSClient).send(new GetCallerIdentityCommand({})));

    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "credentials of Ada-"));
        process.env["AWS_CONFIG_FILE"] = path.join(folder, "config");
        process.env["AWS_SHARED_CREDENTIALS_FILE"] = path.join(folder, "credentials");
        process.env["AWS_EC2_METADATA_DISABLED"] = "true";
        await writeFile(path.join(folder, "credentials"), "");
    });
    after(async () => {
        setBack();
        await rm(folder, { recursive: true });
    });

    it("are kept until they expire, and looked for once however many ask", async () => {
        const runs = await program("kept", printing({ ...good, SessionToken: "token-of-a-process", Expiration: soon }));
        const source = credentialSource("kept", route);
        await Promise.all([source.get(), source.get()]);
        assert.equal((await source.get()).accessKeyId, "PROCESSKEY");
        assert.equal(await runs(), 1);
        assert.equal(redact("secret-of-a-process and token-of-a-process"), "••• and •••");
        source.forget();
        await source.get();
        assert.equal(await runs(), 2);
    });

    it("F05: name the profile where the program fails, and are looked for anew the next time", async () => {
        const runs = await program("failing", "echo 'no network' >&2; exit 3");
        const source = credentialSource("failing", route);
        await assert.rejects(source.get());
        await assert.rejects(source.get(), { name: "CredentialsProviderError", message: /no network/ });
        assert.equal(await runs(), 2);
        await assert.rejects(identity("failing"), ({ code, message }: Problem) => {
            assert.equal(code, "credentialsMissing");
            assert.match(message, /^The credentials of profile failing cannot be had: no network\./);
            return true;
        });
    });

    it("F05: are refused where they are no JSON, or have expired", async () => {
        await program("junk", "echo junk");
        await assert.rejects(identity("junk"), { code: "credentialsMissing", message: /profile junk .*invalid JSON/ });
        await program("old", printing({ ...good, Expiration: "2001-01-01T00:00:00Z" }));
        await assert.rejects(identity("old"), { code: "loginExpired", message: /AWS us-east-1 \(old\) has expired/ });
    });

    it("F05: are waited for no longer than the limit", async () => {
        await program("slow", "exec sleep 5");
        const at = performance.now();
        await assert.rejects(credentialSource("slow", route, 200).get(), {
            name: "CredentialsProviderError",
            message: "The credentials of profile slow did not come within 0.2 s.",
        });
        assert.ok(performance.now() - at < 4500, "it ended before the program");
    });
});
