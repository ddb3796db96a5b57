import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { CreateEndpointConfigCommand, DescribeModelCommand, ListModelsCommand } from "@aws-sdk/client-sagemaker";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { repository } from "../host/paths.ts";
import { clientsOf } from "../local/clients.ts";
import { archiveOf } from "../local/hosting/deploy.ts";
import { fillAccount } from "./aws/account.ts";
import { pictureAfterEachTest } from "./driver/afterEachTest.ts";
import { connectToAws } from "./driver/connectToAws.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { themes, type Workbench } from "./driver/workbench.ts";
import { copyMoody, type Project } from "./line/project.ts";

const PLACE = "AWS us-east-1 (dev)";

describe("deploying to AWS and deleting, in VS Code", () => {
    let project: Project;
    let aws: AwsStandIn;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        project = copyMoody(`it's a "moody" crâte`);
        aws = await startAws({ s3: "local" });
        await fillAccount(aws, "iris-job");
        writeFileSync(path.join(project.folder, "model.tar.gz"), await archiveOf({ name: "weights.txt", content: "1 2 3" }));
        const pictures = path.join(repository, "out/pictures/deploy");
        vscode = await openVsCode({ folder: project.folder, pictures, env: { ...aws.env } });
        workbench = vscode.workbench;
        await workbench.showContainer("SageMaker");
        await connectToAws(workbench, "dev", "us-east-1");
        await workbench.tree.waitForRow("iris-jobCompleted");
    });
    after(async () => {
        await vscode?.close();
        await aws?.stop();
        project?.remove();
    });
    pictureAfterEachTest(() => workbench);

    const namesOf = async () =>
        ((await clientsOf(aws.url).sagemaker.send(new ListModelsCommand({}))).Models ?? []).map((one) => one.ModelName);

    /** Goes through questions and checks up to the last one, which says what it costs. */
    async function answerDeploy(name: string): Promise<string> {
        const { quickInput } = workbench;
        await quickInput.waitForTitle(`Deploy Endpoint on ${PLACE} (1/4)`);
        await quickInput.type(name);
        await quickInput.accept();
        for (const step of [2, 3, 4]) {
            await quickInput.waitForTitle(`(${step}/4)`);
            await quickInput.accept();
        }
        await quickInput.widget
            .locator(".monaco-list-row", { hasText: /Deploy( Anyway)?/ })
            .first()
            .waitFor();
        await quickInput.widget
            .locator(".monaco-list-row", { hasText: /checks passed|unknown|warning/ })
            .first()
            .click();
        return workbench.dialog.text();
    }

    it("F20: deploys the model of a job after checks and a question that names the place and what it costs, and asks it", async () => {
        await workbench.tree.chooseFromMenu("iris-jobCompleted", "Deploy Endpoint…");
        await workbench.screenshot("01-name");
        const question = await answerDeploy("iris-live");
        assert.match(question, /Deploy endpoint "iris-live" on AWS us-east-1 \(dev\)\?/);
        assert.match(question, /1 × ml\.m5\.large.*billed until the endpoint is deleted/s);
        await workbench.screenshot("02-question");
        await workbench.dialog.click("Deploy");
        await workbench.tree.waitForRow("iris-liveInService", 60_000);
        await workbench.run("Notifications: Clear All Notifications");
        await workbench.tree.clickInline("iris-liveInService", "Invoke Endpoint…");
        const panel = await workbench.webview("iris-live");
        await panel.getByRole("textbox", { name: "Body" }).fill("{}");
        await panel.getByRole("button", { name: "Send", exact: true }).click();
        await panel.locator('section[aria-label="Answer"]').filter({ hasText: "42" }).waitFor();
        await workbench.screenshot("03-answer");
        await workbench.run("View: Close All Editors");
    });

    it("F42: leaves nothing of a deployment that is refused, and says why", async () => {
        const message =
            "The account-level service limit 'ml.m5.large for endpoint usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.";
        const answer = { status: 400, headers: { "x-amzn-errortype": "ResourceLimitExceeded" }, body: { message } };
        aws.faults.add({ what: "answer", operation: "CreateEndpoint", answer });
        await workbench.tree.chooseFromMenu("iris-jobCompleted", "Deploy Endpoint…");
        await answerDeploy("iris-refused");
        await workbench.dialog.click("Deploy");
        await workbench.notifications.waitFor(/quota/i);
        await workbench.screenshot("04-refused");
        assert.ok(!(await namesOf()).includes("iris-refused"));
        await workbench.run("Notifications: Clear All Notifications");
    });

    it("deploys a model file of the workspace with the image of the newest job", async () => {
        await workbench.explorer.chooseFromMenu("model.tar.gz", "Deploy Endpoint…");
        await workbench.quickInput.waitForTitle("Deploy Endpoint");
        await workbench.quickInput.accept();
        await answerDeploy("from-file");
        await workbench.dialog.click("Deploy");
        await workbench.showContainer("SageMaker");
        await workbench.tree.waitForRow("from-fileInService", 60_000);
        const { PrimaryContainer } = await clientsOf(aws.url).sagemaker.send(
            new DescribeModelCommand({ ModelName: "from-file" }),
        );
        assert.match(
            PrimaryContainer?.ModelDataUrl ?? "",
            /^s3:\/\/sagemaker-us-east-1-123456789012\/models\/[0-9a-f]{16}\/model\.tar\.gz$/,
        );
    });

    it("deploys a model that SageMaker knows, and makes no second one", async () => {
        await workbench.run("Notifications: Clear All Notifications");
        await workbench.tree.collapse(/^\s*Local/);
        await workbench.tree.expand(/^\s*Models/);
        await workbench.tree.chooseFromMenu(/^\s*from-file(?!InService)/, "Deploy Endpoint…");
        await answerDeploy("second");
        await workbench.dialog.click("Deploy");
        await workbench.tree.waitForRow("secondInService", 60_000);
        assert.ok(!(await namesOf()).includes("second"));
    });

    it("F49: names what goes and what stays before it deletes, in light, dark and high contrast", async () => {
        const variant = {
            VariantName: "v",
            ModelName: "iris-live",
            InstanceType: "ml.m5.large",
            InitialInstanceCount: 1,
        } as const;
        const other = new CreateEndpointConfigCommand({ EndpointConfigName: "of-a-colleague", ProductionVariants: [variant] });
        await clientsOf(aws.url).sagemaker.send(other);
        for (const theme of themes) {
            await workbench.setTheme(theme);
            await workbench.tree.chooseFromMenu("iris-liveInService", "Delete Endpoint and Dependants…");
            const question = await workbench.dialog.text();
            assert.match(question, /Delete endpoint "iris-live" on AWS us-east-1 \(dev\)\?[^]*Endpoint config: iris-live/);
            assert.match(question, /Model iris-live is kept: endpoint config of-a-colleague uses it\./);
            await workbench.screenshot(`05-delete-${theme.toLowerCase().replaceAll(" ", "-")}`);
            if (theme !== themes.at(-1)) {
                await workbench.dialog.click("Cancel");
            }
        }
        await workbench.dialog.click("Delete");
        await workbench.tree.waitForNoRow("iris-liveInService");
        assert.ok((await namesOf()).includes("iris-live"));
    });

    it("deletes a model that nothing uses, and refuses one that is in use", async () => {
        await workbench.run("Notifications: Clear All Notifications");
        await workbench.run("SageMaker: Delete Model…");
        await workbench.quickInput.pick("iris-live");
        const refused = await workbench.notifications.waitFor("Model iris-live is not deleted");
        assert.match(refused, /endpoint config of-a-colleague uses it/);
    });

    it("has nothing interrupted when all is done", async () => {
        await workbench.run("Notifications: Clear All Notifications");
        await workbench.run("SageMaker: Show Interrupted Operations…");
        await workbench.notifications.waitFor("No launch, deployment or deletion is interrupted.");
    });
});
