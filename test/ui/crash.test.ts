import assert from "node:assert/strict";
import path from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
    DescribeEndpointCommand,
    ListEndpointsCommand,
    ListModelsCommand,
    ListTrainingJobsCommand,
} from "@aws-sdk/client-sagemaker";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { repository } from "../host/paths.ts";
import { clientsOf } from "../local/clients.ts";
import { fillAccount } from "./aws/account.ts";
import { pictureAfterEachTest } from "./driver/afterEachTest.ts";
import { connectToAws } from "./driver/connectToAws.ts";
import { killExtensionHosts } from "./driver/killExtensionHost.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { anywhere, plain } from "./driver/text.ts";
import type { Workbench } from "./driver/workbench.ts";
import { copyMoody, type Project } from "./line/project.ts";

describe("a crash of the extension host, in VS Code", () => {
    let project: Project;
    let aws: AwsStandIn;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        project = copyMoody("crashing");
        aws = await startAws({ s3: "local" });
        await fillAccount(aws, "iris-job");
        const pictures = path.join(repository, "out/pictures/crash");
        vscode = await openVsCode({ folder: project.folder, pictures, env: { ...aws.env } });
        workbench = vscode.workbench;
        await workbench.showContainer("SageMaker");
        await connectToAws(workbench, "dev", "us-east-1");
    });
    after(async () => {
        await vscode?.close();
        await aws?.stop();
        project?.remove();
    });
    beforeEach(() => aws.faults.clear());
    pictureAfterEachTest(() => workbench);

    /** Deploys until a call of this operation is on its way, which hangs, and kills the host there. */
    async function crashAt(operation: string, name: string): Promise<void> {
        aws.faults.add({ what: "hang", operation });
        await workbench.tree.chooseFromMenu("iris-jobCompleted", "Deploy Endpoint…");
        const { quickInput } = workbench;
        await quickInput.waitForTitle("(1/4)");
        await quickInput.type(name);
        await quickInput.accept();
        for (const step of [2, 3, 4]) {
            await quickInput.waitForTitle(`(${step}/4)`);
            await quickInput.accept();
        }
        await quickInput.widget
            .locator(".monaco-list-row", { hasText: /checks passed|unknown|warning/ })
            .first()
            .click();
        await workbench.dialog.text();
        await workbench.dialog.click("Deploy");
        for (const until = Date.now() + 60_000; aws.faults.fired().length === 0; await sleep(50)) {
            assert.ok(Date.now() < until, `${operation} was never called`);
        }
        await crash();
    }

    async function crash(): Promise<void> {
        assert.ok(killExtensionHosts(vscode.host) > 0);
        aws.faults.clear();
        await workbench.reload(); // The view that was open comes back by itself.
    }

    /** The question about a deployment: its toast may be gone before the window is whole again, and the list of notifications has it. */
    async function question(text: string) {
        const item = workbench.page.locator(".notifications-center .notification-list-item", { hasText: anywhere(text) }).first();
        for (const until = Date.now() + 90_000; !(await item.isVisible()); await sleep(500)) {
            assert.ok(Date.now() < until, `nobody asked: ${text}`);
            await workbench.run("Notifications: Show Notifications");
        }
        return item;
    }

    const inService = async (EndpointName: string) =>
        (await clientsOf(aws.url).sagemaker.send(new DescribeEndpointCommand({ EndpointName }))).EndpointStatus === "InService";

    it("F43: in the middle of a deployment ends in a question, and Resume brings it to its end", async () => {
        await workbench.tree.waitForRow("iris-jobCompleted");
        await crashAt("CreateEndpoint", "resumed");
        const asked = await question("The deployment of resumed on AWS us-east-1 (dev) was interrupted");
        assert.match(plain(await asked.innerText()), /What is there: model resumed and endpoint config resumed/);
        await workbench.screenshot("01-interrupted");
        await asked.getByRole("button", { name: "Resume" }).click();
        await workbench.tree.waitForRow("resumedInService", 60_000);
        assert.ok(await inService("resumed"));
    });

    it("F43: in the middle of a deployment ends in a question, and Remove leaves nothing of it", async () => {
        await crashAt("CreateEndpointConfig", "removed");
        const asked = await question("The deployment of removed on AWS us-east-1 (dev) was interrupted");
        await asked.getByRole("button", { name: "Remove What Was Made" }).click();
        const { sagemaker } = clientsOf(aws.url);
        for (const until = Date.now() + 30_000; ; await sleep(100)) {
            const { Models = [] } = await sagemaker.send(new ListModelsCommand({}));
            if (!Models.some(({ ModelName }) => ModelName === "removed")) {
                break;
            }
            assert.ok(Date.now() < until, "the model is still there");
        }
    });

    it("F43: in the middle of a deletion goes on with it, without a question", async () => {
        await workbench.run("Notifications: Clear All Notifications");
        aws.faults.add({ what: "hang", operation: "DeleteEndpointConfig" });
        await workbench.tree.chooseFromMenu("resumedInService", "Delete Endpoint and Dependants…");
        await workbench.dialog.text();
        await workbench.dialog.click("Delete");
        for (const until = Date.now() + 60_000; aws.faults.fired().length === 0; await sleep(50)) {
            assert.ok(Date.now() < until, "DeleteEndpointConfig was never called");
        }
        await crash();
        const { sagemaker } = clientsOf(aws.url);
        for (const until = Date.now() + 60_000; ; await sleep(100)) {
            const [{ Models = [] }, { Endpoints = [] }] = await Promise.all([
                sagemaker.send(new ListModelsCommand({})),
                sagemaker.send(new ListEndpointsCommand({})),
            ]);
            if (Models.length + Endpoints.length === 0) {
                break;
            }
            assert.ok(Date.now() < until, `${Models.length} models and ${Endpoints.length} endpoints are still there`);
        }
        assert.deepEqual(
            (await workbench.notifications.texts()).filter((text) => text.includes("interrupted")),
            [],
        );
    });

    it("F38: in the middle of a launch that SageMaker has taken tells of the job that runs, and follows its log", async () => {
        await workbench.run("Notifications: Clear All Notifications");
        aws.faults.add({
            what: "delay",
            milliseconds: 600_000,
            operation: "DescribeTrainingJob",
            containing: "iris-job-",
            times: "always",
        });
        aws.faults.add({ what: "resetAfterEffect", operation: "CreateTrainingJob" });
        await workbench.tree.chooseFromMenu("iris-jobCompleted", "Run Again");
        await workbench.quickInput.widget
            .locator(".monaco-list-row", { hasText: /checks passed|unknown|warning/ })
            .first()
            .click();
        for (const until = Date.now() + 60_000; aws.faults.fired().length < 2; await sleep(50)) {
            assert.ok(Date.now() < until, "the job was never looked for");
        }
        await crash();
        const asked = await question("its launch was interrupted after it was sent");
        assert.match(plain(await asked.innerText()), /Training job iris-job-\d{6}-\d{6} runs on AWS us-east-1 \(dev\)/);
        await asked.getByRole("button", { name: "Tail Logs" }).click();
        await workbench.tree.waitForRow(/iris-job-\d{6}-\d{6}.*InProgress/);
        const { TrainingJobSummaries = [] } = await clientsOf(aws.url).sagemaker.send(new ListTrainingJobsCommand({}));
        assert.equal(TrainingJobSummaries.length, 2);
    });
});
