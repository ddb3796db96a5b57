import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { repository } from "../host/paths.ts";
import { startWithPast } from "../local/seedTrainingJobs.ts";
import type { ServerProcess } from "../local/serverProcess.ts";
import { connectToAws } from "./driver/connectToAws.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { themes, type Workbench } from "./driver/workbench.ts";

const pictures = path.join(repository, "out/pictures/tree");
const HALF_AN_HOUR_MS = 1_800_000;
const A_MINUTE_AGO = Date.now() - 60_000; // of today, so that all of yesterday's are there

describe("the tree with ten thousand jobs of AWS", () => {
    const root = mkdtempSync(path.join(os.tmpdir(), "tree-"));
    let server: ServerProcess;
    let aws: AwsStandIn;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        server = await startWithPast(root, {
            count: 10_000,
            newest: A_MINUTE_AGO,
            everyMs: HALF_AN_HOUR_MS,
            failedEvery: 30,
            names: { 7000: "needle-1" },
        });
        aws = await startAws({ local: () => server.url });
        const folder = path.join(root, "workspace");
        mkdirSync(folder);
        const settings = { "rustSagemaker.cost.warnAboveUsdPerHour": 1 };
        vscode = await openVsCode({ folder, pictures, env: { ...aws.env }, settings, viewport: { width: 1280, height: 1000 } });
        workbench = vscode.workbench;
        await workbench.showContainer("SageMaker");
    });
    after(async () => {
        await vscode?.close();
        await aws?.stop();
        await server?.end("SIGTERM");
        rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    });
    let tests = 0;
    afterEach(async () => void (await workbench.screenshot(`${String(++tests).padStart(2, "0")}-after`)));

    const rowOf = (text: string | RegExp) => workbench.tree.waitForRow(text);
    const listCalls = () => aws.calls().filter(({ operation }) => operation.startsWith("List")).length;

    it("asks AWS nothing before the user has connected, and offers to", async () => {
        await rowOf("Connect to AWS…");
        assert.equal(aws.calls().length, 0);
    });

    it("names profile, region and account, and lists the newest hundred by day", async () => {
        await connectToAws(workbench, "dev", "us-east-1");
        await rowOf("AWSdev · us-east-1 · 123456789012");
        await workbench.tree.collapse("Localthis machine");
        await rowOf("Training Jobs100+");
        await workbench.tree.collapse(/^Today/);
        await rowOf("Yesterday48");
        await rowOf("Load More…100 so far");
        const described = aws.calls().filter(({ operation }) => operation === "DescribeTrainingJob");
        assert.deepEqual(described, []);
    });

    it("loads more when asked to", async () => {
        await workbench.tree.click("Load More…");
        await rowOf("Training Jobs200+");
        await rowOf("Load More…200 so far");
    });

    it("finds a job by name among all of them, says that it is filtered, and shows all again", async () => {
        const soFar = listCalls();
        await workbench.run("SageMaker: Filter…");
        await workbench.quickInput.waitForTitle("Filter Jobs, Endpoints and Models");
        await workbench.quickInput.answer("needle");
        await workbench.quickInput.pick("All");
        await rowOf("needle-1Completed");
        await rowOf("Filter: “needle”clear");
        await workbench.screenshot("filtered");
        assert.ok(listCalls() - soFar <= 6, `${listCalls() - soFar} calls`);
        await workbench.tree.click("Filter: “needle”");
        await workbench.tree.waitForNoRow("needle-1");
        await rowOf("Training Jobs200+");
    });

    it("shows only what has failed", async () => {
        await workbench.run("SageMaker: Filter…");
        await workbench.quickInput.waitForTitle("Filter Jobs, Endpoints and Models");
        await workbench.quickInput.accept();
        await workbench.quickInput.pick("Failed");
        await rowOf("Filter: Failed");
        await rowOf(/Training Jobs\s*\d+\+/);
        await workbench.run("SageMaker: Group by Day");
        await rowOf("job-00029Failed");
        await rowOf("job-00059Failed");
        assert.deepEqual(
            (await workbench.tree.texts()).filter((text) => text.includes("Completed")),
            [],
        );
        await workbench.run("SageMaker: Clear Filter");
        await rowOf("job-00000Completed");
    });

    it("groups by day again when told so", async () => {
        await workbench.run("SageMaker: Group by Day");
        await workbench.tree.collapse(/^Today/); // late in the day it fills the view
        await rowOf(/^Yesterday/);
    });

    it("tells in the status bar what runs and what it costs, and how to end it", async () => {
        await workbench.tree.collapse(/Training Jobs\d/);
        serveEndpoint();
        await workbench.tree.clickTitleButton("Refresh");
        await rowOf("fraudInService");
        const item = workbench.page.locator(".statusbar-item", { hasText: /1 endpoint · \$\d+\.\d+\/h/ });
        await item.waitFor();
        await workbench.screenshot("cost");
        await item.click();
        await workbench.quickInput.waitForTitle(/AWS us-east-1 \(dev\): 1 endpoint · \$/);
        await workbench.quickInput.row("fraud").waitFor();
        await workbench.screenshot("cost-list");
        assert.match(
            await workbench.quickInput.widget.innerText(),
            /2 × ml\.g5\.xlarge[^]*about \$\d+\.\d+\/h, \$\d+\.\d+ so far/,
        );
        await workbench.quickInput.cancel();
        const tooltip = await workbench.tree.tooltip("fraudInService", "Cost");
        assert.match(tooltip, /Cost: about \$\d+\.\d+\/h, \$\d+\.\d+ so far/);
    });

    it("F03: keeps what was listed when the sign-in expires, and goes on when it is renewed", async () => {
        aws.faults.add({ what: "expiredToken", service: "sagemaker", times: "always" });
        await workbench.tree.clickTitleButton("Refresh");
        await rowOf(/Sign in again…stale since/);
        await rowOf(/Training Jobs\d+\+/);
        await workbench.screenshot("expired");
        aws.faults.clear();
        serveEndpoint();
        await workbench.tree.clickTitleButton("Refresh");
        await workbench.tree.waitForNoRow("Sign in again…");
        await workbench.page.locator(".statusbar-item", { hasText: /^\s*dev · us-east-1$/ }).waitFor();
    });

    it("can be read in every theme", async () => {
        for (const theme of themes) {
            await workbench.setTheme(theme);
            await workbench.screenshot(`theme ${theme}`);
        }
    });

    it("leaves no unhandled failure behind", () => {
        assert.doesNotMatch(workbench.extensionHostLog(), /rust-sagemaker.*(?:unhandled|Error:)/i);
    });

    /** An endpoint that nobody has made, on two GPUs, for three hours. */
    function serveEndpoint(): void {
        const [created, arn] = [Date.now() / 1000 - 10_800, "arn:aws:sagemaker:us-east-1:123456789012"];
        const endpoint = {
            EndpointName: "fraud",
            EndpointArn: `${arn}:endpoint/fraud`,
            CreationTime: created,
            LastModifiedTime: created,
            EndpointStatus: "InService",
        };
        const variants = { ProductionVariants: [{ VariantName: "AllTraffic", CurrentInstanceCount: 2 }] };
        const config = {
            EndpointConfigName: "fraud",
            EndpointConfigArn: `${arn}:endpoint-config/fraud`,
            CreationTime: created,
            ProductionVariants: [
                { VariantName: "AllTraffic", ModelName: "fraud", InitialInstanceCount: 2, InstanceType: "ml.g5.xlarge" },
            ],
        };
        const answers: Readonly<Record<string, object>> = {
            ListEndpoints: { Endpoints: [endpoint] },
            DescribeEndpoint: { ...endpoint, ...variants, EndpointConfigName: "fraud" },
            DescribeEndpointConfig: config,
        };
        for (const [operation, body] of Object.entries(answers)) {
            aws.faults.add({ what: "answer", operation, times: "always", answer: { status: 200, body } });
        }
    }
});
