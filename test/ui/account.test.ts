import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { repository } from "../host/paths.ts";
import { clientsMissing } from "../local/foreignClients.ts";
import { awsHome, type AwsHome, CONFIG } from "./account/awsHome.ts";
import { pictureAfterEachTest } from "./driver/afterEachTest.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { anywhere } from "./driver/text.ts";
import type { Workbench } from "./driver/workbench.ts";

describe("the account of AWS, in VS Code", { skip: clientsMissing }, () => {
    let aws: AwsStandIn;
    let home: AwsHome;
    let folder: string;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        aws = await startAws();
        home = await awsHome();
        folder = await mkdtemp(path.join(tmpdir(), "it's a folder "));
        answerSso();
        vscode = await openVsCode({
            folder,
            pictures: path.join(repository, "out/pictures/account"),
            env: {
                HOME: home.folder,
                PATH: [home.programs, process.env["PATH"]].join(path.delimiter),
                AWS_ENDPOINT_URL: aws.url,
                AWS_EC2_METADATA_DISABLED: "true",
                ...Object.fromEntries(UNSET.map((name) => [name, ""])),
            },
        });
        workbench = vscode.workbench;
    });
    after(async () => {
        await vscode?.close();
        await aws?.stop();
        await home?.remove();
        await rm(folder, { recursive: true, force: true });
    });

    pictureAfterEachTest(() => workbench);

    const status = (text: string | RegExp) => workbench.page.locator(".statusbar-item", { hasText: anywhere(text) }).first();
    /** A choice with an icon in front. */
    const choice = (text: string) => workbench.quickInput.widget.locator(".monaco-list-row", { hasText: anywhere(text) }).first();
    /** What IAM Identity Center answers to somebody who has signed in; moto and Local SageMaker have none. */
    const answerSso = () =>
        aws.faults.add({
            what: "answer",
            service: "awsssoportal",
            operation: "GetRoleCredentials",
            times: "always",
            answer: {
                status: 200,
                body: {
                    roleCredentials: {
                        accessKeyId: "SSOKEY",
                        secretAccessKey: "secret-of-the-role",
                        sessionToken: "token-of-the-role",
                        expiration: Date.now() + 3_600_000,
                    },
                },
            },
        });
    const expire = (operation: string) => aws.faults.add({ what: "expiredToken", operation, times: 2 });
    const keyOfLast = (operation: string) => aws.calls().findLast((call) => call.operation === operation)?.accessKeyId;

    it("F13: begins on this machine, and tells somebody without a profile what to do", async () => {
        await workbench.showContainer("SageMaker");
        await status("Local").waitFor();
        await status("Local").click();
        await choice("Local").waitFor();
        await workbench.screenshot("places");
        await choice("Connect to AWS…").click();
        assert.match(
            await workbench.dialog.text(),
            /There is no AWS profile on this machine yet.*Local SageMaker needs no account/s,
        );
        await workbench.screenshot("no-profile");
        await workbench.dialog.click("Open Config File");
        await workbench.tab("config").waitFor();
        assert.deepEqual(aws.calls(), []);
    });

    it("connects with a profile and a region, and signs in first where nobody has yet", async () => {
        await home.write("config", CONFIG);
        await home.write("credentials", "[keys]\naws_access_key_id = OLDKEY\naws_secret_access_key = secret-of-old\n");
        await workbench.run("SageMaker: Connect to AWS…");
        await workbench.quickInput.row("sso").waitFor();
        await workbench.screenshot("profiles");
        await workbench.quickInput.pick("sso");
        await workbench.quickInput.waitForTitle("Connect to AWS (2/2)");
        await workbench.screenshot("regions");
        await workbench.quickInput.pick("us-east-1");
        await workbench.notifications.waitFor("Connected to account 123456789012 in us-east-1");
        await status("sso · us-east-1").waitFor();
        assert.deepEqual(await home.logins(), ["sso login --profile=sso"]);
        assert.equal(keyOfLast("GetCallerIdentity"), "SSOKEY");
        await workbench.screenshot("connected");
    });

    it("F03: resumes what was under way once somebody has signed in again, asked by one notification", async () => {
        expire("ListTrainingJobs");
        await workbench.run("SageMaker: Tail Logs");
        const text = await workbench.notifications.waitFor("has expired");
        assert.equal(text, "The sign-in to AWS us-east-1 (sso) has expired. Sign in again to go on.");
        await status("sso · us-east-1 (expired)").waitFor();
        await workbench.screenshot("expired");
        await workbench.notifications.click("has expired", "Sign In");
        await workbench.notifications.waitFor(/no training job|No training job/i);
        await status(/sso · us-east-1$/).waitFor();
        assert.equal((await home.logins()).length, 2);
        await workbench.screenshot("resumed");
    });

    it("F04: takes keys that are written outside, without a new window", async () => {
        await workbench.run("SageMaker: Connect to AWS…");
        await workbench.quickInput.pick("keys");
        await workbench.quickInput.waitForTitle("Connect to AWS (2/2)");
        await workbench.quickInput.accept();
        await status("keys · eu-west-1").waitFor();
        assert.equal(keyOfLast("GetCallerIdentity"), "OLDKEY");
        await home.write("credentials", "[keys]\naws_access_key_id = NEWKEY\naws_secret_access_key = secret-of-new\n");
        await until(() => keyOfLast("GetCallerIdentity") === "NEWKEY");
        await workbench.reload();
        await status("keys · eu-west-1").waitFor();
    });

    it("shows itself in every theme, and goes back to this machine when one disconnects", async () => {
        for (const theme of ["Light Modern", "Dark High Contrast"] as const) {
            await workbench.setTheme(theme);
            await workbench.run("SageMaker: Choose Where to Run…");
            await choice("Disconnect from AWS").waitFor();
            await workbench.screenshot(`places ${theme}`);
            await workbench.quickInput.cancel();
        }
        await workbench.run("SageMaker: Disconnect from AWS");
        await status("Local").waitFor();
        assert.deepEqual(secretsIn(workbench.channelText("Rust on SageMaker")), []);
    });
});

/** What would lead to an account of the machine that the tests run on. */
const UNSET = [
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_REGION",
];

function secretsIn(text: string): readonly string[] {
    return ["secret-of-old", "secret-of-new", "secret-of-the-role", "token-of-ada", "token-of-the-role"].filter((secret) =>
        text.includes(secret),
    );
}

async function until(holds: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 20_000; !holds();) {
        assert.ok(Date.now() < deadline, "It did not happen within 20 s.");
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
