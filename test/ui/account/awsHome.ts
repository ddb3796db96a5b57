import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** The home of somebody who has nothing of AWS yet, and an AWS CLI that signs in without asking. */
export interface AwsHome {
    readonly folder: string;
    /** Put on the PATH, it has the AWS CLI. */
    readonly programs: string;
    /** Writes a file below `~/.aws`. */
    write(name: string, text: string): Promise<void>;
    /** What the AWS CLI was called with so far, a line for each call. */
    logins(): Promise<readonly string[]>;
    remove(): Promise<void>;
}

const SESSION = "corp";

/** Two profiles: `sso` is signed in to in the browser, `keys` has keys. */
export const CONFIG = `[sso-session ${SESSION}]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile sso]
sso_session = ${SESSION}
sso_account_id = 123456789012
sso_role_name = Train
region = us-east-1

[profile keys]
region = eu-west-1
`;

/** Writes what the AWS CLI writes when somebody has signed in: a token for an hour under the digest of the session's name. */
const AWS = `#!/usr/bin/env node
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const folder = path.join(process.env.HOME, ".aws/sso/cache");
fs.appendFileSync(path.join(process.env.HOME, "logins"), process.argv.slice(2).join(" ") + "\\n");
console.log("Attempting to open your default browser.");
fs.mkdirSync(folder, { recursive: true });
const token = {
    startUrl: "https://corp.awsapps.com/start",
    region: "us-east-1",
    accessToken: "token-of-ada",
    expiresAt: new Date(Date.now() + 3600000).toISOString(),
};
const file = path.join(folder, createHash("sha1").update("${SESSION}").digest("hex") + ".json");
fs.writeFileSync(file + ".new", JSON.stringify(token));
fs.renameSync(file + ".new", file);
setTimeout(() => console.log("Successfully logged in."), 300);
`;

/** Makes such a home. */
export async function awsHome(): Promise<AwsHome> {
    const folder = await mkdtemp(path.join(tmpdir(), "home-of-ada-"));
    const programs = path.join(folder, "programs");
    await mkdir(programs);
    await writeFile(path.join(programs, "aws"), AWS, { mode: 0o755 });
    return {
        folder,
        programs,
        async write(name, text) {
            await mkdir(path.join(folder, ".aws"), { recursive: true });
            await writeFile(path.join(folder, ".aws", name), text);
        },
        logins: async () => (await readFile(path.join(folder, "logins"), "utf8").catch(() => "")).split("\n").filter(Boolean),
        remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
    };
}
