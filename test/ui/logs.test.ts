import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { repository } from "../host/paths.ts";
import { clientsOf } from "../local/clients.ts";
import { create, until } from "../local/job/jobs.ts";
import { BUCKET } from "../local/programs.ts";
import { pictureAfterEachTest } from "./driver/afterEachTest.ts";
import { connectToAws } from "./driver/connectToAws.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { themes, type Workbench } from "./driver/workbench.ts";
import { copyMoody, type Project } from "./line/project.ts";

const JOB = "moody-panics";
const LINES = 30;
const CHANNEL = `SageMaker: ${JOB} (AWS us-east-1 (dev))`;

/** Prints for a quarter of a minute, in colours, and ends as a Rust program that panics. */
const PROGRAM = `
    let line = 0;
    const timer = setInterval(() => {
        line++;
        console.log("\\u001b[32mline " + line + "\\u001b[0m of the program");
        if (line === ${LINES}) {
            clearInterval(timer);
            console.error("thread 'main' (7) panicked at src/bin/train.rs:37:20:\\nindex out of luck");
            process.exitCode = 101;
        }
    }, 500);
`;

/** Is silent for some seconds, and then fills more than one channel. */
const FLOOD = `
    console.log("ready");
    setTimeout(() => {
        for (let line = 1; line <= 90000; line++) console.log("drop " + line);
    }, 8000);
`;

describe("logs of AWS and why a job failed, in VS Code", () => {
    let project: Project;
    let aws: AwsStandIn;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        project = copyMoody(`it's a "moody" crâte`);
        aws = await startAws();
        const local = clientsOf(aws.localUrl);
        await local.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
        await local.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "data/training/rows.csv", Body: "1,2" }));
        const pictures = path.join(repository, "out/pictures/logs");
        vscode = await openVsCode({ folder: project.folder, pictures, env: { ...aws.env } });
        workbench = vscode.workbench;
        await workbench.showContainer("SageMaker");
        await connectToAws(workbench, "dev", "us-east-1");
        await create(local, JOB, PROGRAM);
        await workbench.run("SageMaker: Refresh");
        await workbench.tree.waitForRow(JOB);
    });
    after(async () => {
        await vscode?.close();
        await aws?.stop();
        project?.remove();
    });
    pictureAfterEachTest(() => workbench);

    const numbersIn = (text: string) => [...text.matchAll(/line (\d+) of the program/g)].map(([, number]) => Number(number));
    /** What the extension has saved of the log. */
    const saved = () => {
        const folder = path.join(vscode.host.profile.data, "User/globalStorage/rust-sagemaker.rust-sagemaker/logs");
        const file = readdirSync(folder).find((name) => name.endsWith(".log"));
        return file === undefined ? "" : readFileSync(path.join(folder, file), "utf8");
    };
    /** What the channel of this window shows since the log was last begun; the text of every window is kept in files. */
    const shown = () => workbench.channelText(CHANNEL).split("--- Log of ").at(-1) ?? "";
    const everyLine = Array.from({ length: LINES }, (_, index) => index + 1);

    it("F38 F65: tails a job of AWS through dropped connections and a reload, and has each line once", async () => {
        aws.faults.add(
            { what: "resetBeforeEffect", operation: "GetLogEvents", times: 3 },
            { what: "cutBody", operation: "GetLogEvents", times: 2, skip: 1 },
            { what: "throttle", operation: "GetLogEvents", times: 2, skip: 3 },
        );
        await workbench.tree.clickInline(JOB, "Tail Logs");
        await workbench.output.waitFor("of the program");
        await workbench.screenshot("01-tail");
        await workbench.reload();
        await until(() => shown().includes("index out of luck"));
        await workbench.tree.clickInline(JOB, "Tail Logs"); // by itself the tail shows no channel
        await workbench.output.waitFor("index out of luck");
        assert.equal(aws.faults.fired().length, 7);
        assert.deepEqual(numbersIn(saved()), everyLine);
        assert.deepEqual(numbersIn(shown()), everyLine);
        assert.ok(!workbench.channelText(CHANNEL).includes("\u001b"));
    });

    it("stops tailing, and tails again from the last lines", async () => {
        await workbench.run("SageMaker: Stop Tailing Logs");
        await until(() => shown().includes("No longer followed"));
        await workbench.tree.chooseFromMenu(JOB, "Tail Logs From…");
        await workbench.quickInput.pick("The last 100 lines");
        await until(() => !shown().includes("No longer followed") && numbersIn(shown()).length === LINES);
        await workbench.output.waitFor("index out of luck");
    });

    it("opens the line of a panic by a click on it in the log", async () => {
        const link = workbench.page.locator(".output-view .detected-link", { hasText: "src/bin/train.rs" }).first();
        await link.waitFor();
        await workbench.screenshot("02-link");
        await workbench.page.keyboard.down("Control");
        await link.click();
        await workbench.page.keyboard.up("Control");
        await workbench.tab("train.rs").waitFor();
        await workbench.page
            .locator(".statusbar-item", { hasText: /Ln 37, Col 20/ })
            .first()
            .waitFor();
    });

    it("opens the whole log in a file", async () => {
        await workbench.run("SageMaker: Open Full Log");
        await workbench.page.getByRole("tab", { name: new RegExp(`trainingJob_${JOB}-[0-9a-f]+\\.log`) }).waitFor();
        await workbench.page.locator(".editor-instance .view-line", { hasText: "line 1 of the program" }).first().waitFor();
        await workbench.run("View: Close All Editors");
    });

    it("F103: explains why the job failed, with the place of the panic as a link and as a button", async () => {
        await workbench.tree.waitForRow(`${JOB}Failed`);
        await workbench.run("Notifications: Clear All Notifications");
        await workbench.tree.clickInline(JOB, "Explain Failure");
        const title = `Preview Explain Failure: ${JOB}.md`;
        await workbench.tab(title).waitFor();
        const page = await workbench.webview(title);
        await page.getByText("The program panicked at src/bin/train.rs:37: index out of luck").waitFor();
        await page.getByRole("row", { name: /Exit code 101 \(a Rust panic\)/ }).waitFor();
        await page.getByRole("heading", { name: "Last lines" }).waitFor();
        await workbench.notifications.click("The program panicked", "Open train.rs:37");
        await workbench.tab("train.rs").waitFor();
        await workbench.run("View: Close All Editors");
    });

    it("opens the line of the panic from the report", async () => {
        await workbench.tree.chooseFromMenu(JOB, "Explain Failure");
        const page = await workbench.webview(`Preview Explain Failure: ${JOB}.md`);
        await page.getByRole("link", { name: "src/bin/train.rs:37" }).waitFor();
        for (const theme of [themes[2], themes[1], themes[0]]) {
            await workbench.setTheme(theme);
            await workbench.screenshot(`03-explain-${theme.toLowerCase().replaceAll(" ", "-")}`);
        }
        const again = await workbench.webview(`Preview Explain Failure: ${JOB}.md`); // a theme makes it anew
        await again.getByRole("link", { name: "src/bin/train.rs:37" }).click();
        await workbench.tab("train.rs").waitFor();
    });

    it("F70: shows the newest lines of a log that fills its channel, and says where the earlier ones are", async () => {
        await create(clientsOf(aws.localUrl), "moody-floods", FLOOD);
        await workbench.run("SageMaker: Refresh");
        await workbench.tree.waitForRow("moody-floods");
        await workbench.tree.clickInline("moody-floods", "Tail Logs");
        await workbench.output.waitFor("ready");
        await workbench.output.waitFor("drop 90000");
        const text = workbench.channelText(CHANNEL.replace(JOB, "moody-floods"));
        assert.match(text, /Earlier lines are in the full log: run "SageMaker: Open Full Log"/);
        await workbench.screenshot("04-flood");
    });
});
