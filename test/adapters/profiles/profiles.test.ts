import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { profileFiles } from "../../../src/adapters/profiles/profileFiles.ts";
import { fileOfProfile, readProfiles } from "../../../src/adapters/profiles/profiles.ts";
import { watchProfiles } from "../../../src/adapters/profiles/watchProfiles.ts";
import { profileKindText } from "../../../src/core/account/profile.ts";
import { keepVariables } from "../../host/keepVariables.ts";

const CONFIG = `
[default]
region = eu-west-1
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
[services local]
s3 =
  endpoint_url = http://127.0.0.1:1
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
region = us-east-1
[profile old-sso]
sso_start_url = https://corp.awsapps.com/start
[profile role]
role_arn = arn:aws:iam::123456789012:role/Train
source_profile = sso
[profile circle]
role_arn = arn:aws:iam::123456789012:role/A
source_profile = circle2
[profile circle2]
role_arn = arn:aws:iam::123456789012:role/B
source_profile = circle
[profile instance]
role_arn = arn:aws:iam::123456789012:role/C
credential_source = Ec2InstanceMetadata
[profile token]
role_arn = arn:aws:iam::123456789012:role/D
web_identity_token_file = /token
[profile program]
credential_process = /bin/give --key secret
[profile signed]
login_session = arn:aws:iam::123456789012:user/ada
[profile dotted.name]
aws_access_key_id = AKIA
`;

describe("the profiles of this machine", () => {
    const setBack = keepVariables("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "HOME");
    let home: string;

    beforeEach(async () => {
        home = await mkdtemp(path.join(tmpdir(), "Ada's home-"));
        process.env["HOME"] = home;
        delete process.env["AWS_CONFIG_FILE"];
        delete process.env["AWS_SHARED_CREDENTIALS_FILE"];
    });
    afterEach(async () => {
        setBack();
        await rm(home, { recursive: true });
    });
    const write = async (name: string, text: string) => {
        await mkdir(path.join(home, ".aws"), { recursive: true });
        await writeFile(path.join(home, ".aws", name), text);
    };

    it("are told apart by where their credentials come from", async () => {
        await write("config", CONFIG);
        await write("credentials", "[keys]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n[sso]\n");
        const profiles = await readProfiles();
        assert.deepEqual(Object.fromEntries(profiles.map((profile) => [profile.name, profileKindText(profile)])), {
            circle: "assumed role",
            circle2: "assumed role",
            default: "no credentials",
            "dotted.name": "access keys",
            instance: "assumed role",
            keys: "access keys",
            "old-sso": "IAM Identity Center",
            program: "program",
            role: "assumed role by IAM Identity Center",
            signed: "aws login",
            sso: "IAM Identity Center",
            token: "web identity",
        });
        const of = (name: string) => profiles.find((profile) => profile.name === name);
        assert.deepEqual(of("role")?.signIn, { profile: "sso", kind: "sso" });
        assert.deepEqual([of("default")?.region, of("sso")?.region, of("keys")?.region], ["eu-west-1", "us-east-1", undefined]);
        assert.doesNotMatch(JSON.stringify(profiles), /secret/);
    });

    it("are mended in the file that has their keys, else in the config file", async () => {
        await write("config", CONFIG);
        await write("credentials", "[keys]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n");
        const files = profileFiles(process.env);
        const found = await Promise.all(["keys", "dotted.name", "sso", "nobody"].map((name) => fileOfProfile(name, files)));
        assert.deepEqual(found, [files.credentials, files.config, files.config, files.config]);
    });

    it("are none where there are no files", async () => {
        assert.deepEqual(await readProfiles(), []);
    });

    it("are read in a moment where there are 5,000", async () => {
        await write(
            "config",
            Array.from({ length: 5000 }, (_, index) => `[profile p${index}]\nregion = us-east-1\nsso_session = s`).join("\n"),
        );
        const at = performance.now();
        assert.equal((await readProfiles()).length, 5000);
        assert.ok(performance.now() - at < 10_000);
    });

    it("are where the environment says", async () => {
        process.env["AWS_CONFIG_FILE"] = path.join(home, "elsewhere");
        await writeFile(path.join(home, "elsewhere"), "[profile moved]\nregion = us-east-1\n");
        assert.deepEqual(
            (await readProfiles()).map(({ name }) => name),
            ["moved"],
        );
        assert.equal(profileFiles(process.env).config, path.join(home, "elsewhere"));
    });

    it(
        "F04: are noticed when they change: a folder that comes, a file that is replaced by renaming, a sign-in",
        { timeout: 20_000 },
        async () => {
            let change = Promise.withResolvers<void>();
            const watching = watchProfiles(profileFiles(process.env), () => change.resolve());
            const noticed = async (act: () => Promise<void>) => {
                change = Promise.withResolvers();
                await act();
                await change.promise;
            };
            try {
                await noticed(() => write("config", "[profile a]\n"));
                await noticed(async () => {
                    await write("credentials.new", "[a]\n");
                    await rename(path.join(home, ".aws/credentials.new"), path.join(home, ".aws/credentials"));
                });
                await noticed(async () => {
                    await mkdir(path.join(home, ".aws/sso/cache"), { recursive: true });
                });
                await noticed(() => writeFile(path.join(home, ".aws/sso/cache/token.json"), "{}"));
                change = Promise.withResolvers();
                await write("unrelated", "x");
                const nothing = new Promise((resolve) => setTimeout(resolve, 400, "nothing"));
                assert.equal(await Promise.race([change.promise, nothing]), "nothing");
            } finally {
                watching.dispose();
            }
        },
    );
});
