import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe } from "node:test";
import { ListEndpointConfigsCommand, ListModelsCommand } from "@aws-sdk/client-sagemaker";
import { type AwsStandIn, startAws } from "../../host/aws/awsStandIn.ts";
import { repository } from "../../host/paths.ts";
import { clientsOf } from "../../local/clients.ts";
import { checksAnswered } from "../../ui/driver/checks.ts";
import { openVsCode, type VsCode } from "../../ui/driver/openVsCode.ts";
import { stepsInARow } from "../../ui/driver/stepsInARow.ts";
import { themes, type Workbench } from "../../ui/driver/workbench.ts";
import { copySample, type Project } from "../../ui/line/project.ts";
import { docker, removeImages } from "../docker.ts";
import { deleteRepository } from "../ecr/deleteRepository.ts";
import { containerEnvironment } from "../environment.ts";
import { acceptSteps } from "../../ui/driver/steps.ts";

/** Compiles the sample and all that it depends on. */
const BUILD_MS = 900_000;
const TRAINING_MS = 400_000;
const NAME = `rust-sample-aws-${process.pid}`;
const IMAGES = "label=rust-sagemaker.crate=rust-sample";

describe("the sample on AWS, from an account that has nothing to an answer", () => {
    const environment = containerEnvironment();
    let aws: AwsStandIn;
    let project: Project;
    let vscode: VsCode;
    let workbench: Workbench;
    let job: string;
    let endpoint: string;

    before(async () => {
        aws = await startAws({ s3: "local", withEngine: { motoUrl: environment.aws.AWS_ENDPOINT_URL } });
        project = copySample(`Ada's "crâtes" 日本`);
        const file = path.join(project.folder, "sagemaker.json");
        writeFileSync(file, readFileSync(file, "utf8").replace('"context": ".."', `"context": "..", "repository": "${NAME}"`));
        const pictures = path.join(repository, "out/pictures/aws-line");
        vscode = await openVsCode({ folder: project.folder, env: aws.env, pictures });
        ({ workbench } = vscode);
        await workbench.showContainer("SageMaker");
        await workbench.tree.waitForRow("Training Jobs");
    });
    after(async () => {
        await vscode?.close();
        await aws?.stop();
        project?.remove();
        await removeImages(IMAGES);
        await deleteRepository(NAME);
    });

    const step = stepsInARow(() => workbench);

    /** Rows that VS Code uses again keep hidden words of what they showed before. */
    const shown = (text: string) => workbench.quickInput.widget.getByText(text).filter({ visible: true }).first().waitFor();
    step("connects", async () => {
        await workbench.run("SageMaker: Connect to AWS…");
        await workbench.quickInput.pick("dev");
        await workbench.quickInput.waitForTitle("(2/2)");
        await workbench.quickInput.accept();
        await workbench.tree.waitForRow(/123456789012/);
    });

    step("asks all that a launch needs, checks it, and has a role made for it", async () => {
        const { quickInput } = workbench;
        await workbench.run("SageMaker: Launch Training Job…");
        await quickInput.waitForTitle("(1/");
        job = await quickInput.value();
        await acceptSteps(workbench);
        await quickInput.waitForTitle(`Launch ${job} on AWS us-east-1 (dev)`);
        await shown("No execution role is chosen.");
        await checksAnswered(workbench);
        await workbench.screenshot("1-checks");
        await quickInput.pick("Execution role");
        await quickInput.waitForTitle("Execution Role on AWS us-east-1 (dev)");
        await quickInput.pick("Create a Role…");
        await quickInput.waitForTitle("(1/3)");
        await quickInput.accept();
        await quickInput.waitForTitle("(2/3)");
        await quickInput.accept();
        await quickInput.waitForTitle("(3/3)");
        await quickInput.answer(NAME);
        await workbench.dialog.click("Create Role");
        await shown("RustOnSageMaker exists and trusts SageMaker.");
        await checksAnswered(workbench);
        await workbench.screenshot("2-checked");
    });

    step("builds the image, pushes it to a repository that it makes, and starts the job", async () => {
        const { quickInput } = workbench;
        await quickInput.pick("Launch Anyway");
        await workbench.dialog.click("Create Bucket");
        await quickInput.waitForTitle(/Push rust-sample to ECR/);
        await quickInput.pick("Create Repository…");
        await quickInput.waitForTitle("Create ECR Repository (1/4)");
        assert.equal(await quickInput.value(), NAME);
        await acceptSteps(workbench);
        await workbench.tree.waitForRow(new RegExp(`${job}.*InProgress`), BUILD_MS);
        await workbench.output.waitFor("epoch=1", TRAINING_MS);
        await workbench.screenshot("3-training");
        assert.match(
            await docker("ps", "--format={{.Names}} {{.Command}}", "--no-trunc"),
            new RegExp(`rust-sagemaker-${job}\\S* "train"`),
        );
    });

    step("draws its metrics, and is there when it completes", async () => {
        await workbench.tree.clickInline(job, "Show Metrics");
        await (await workbench.webview(job)).locator('[aria-label="Metrics"] canvas').first().waitFor({ timeout: TRAINING_MS });
        await workbench.tree.waitForRow(new RegExp(`${job}.*Completed`), TRAINING_MS);
        await workbench.screenshot("4-completed");
        const tooltip = await workbench.tree.tooltip(job, "Final metrics");
        const accuracy = Number(/validation_accuracy=([\d.]+)/.exec(tooltip)?.[1]);
        console.log(`  validation accuracy ${accuracy}`);
        assert.ok(accuracy >= 0.85, tooltip);
    });

    step("deploys its model by right click, after the checks and the price", async () => {
        await workbench.tree.chooseFromMenu(job, "Deploy Endpoint…");
        await workbench.quickInput.waitForTitle("(1/");
        endpoint = await workbench.quickInput.value();
        await acceptSteps(workbench);
        await workbench.quickInput.waitForTitle(/^Deploy/);
        await checksAnswered(workbench);
        await workbench.screenshot("5-deploy-checks");
        await workbench.quickInput.pick("Deploy Anyway");
        assert.match(await workbench.dialog.text(), /\$\d.*until the endpoint is deleted/s);
        await workbench.screenshot("5-deploy-confirm");
        await workbench.dialog.click("Deploy");
        await workbench.tree.waitForRow(new RegExp(`${endpoint}InService`), 60_000);
    });

    step("asks the endpoint", async () => {
        await workbench.tree.clickInline(new RegExp(`${endpoint}InService`), "Invoke Endpoint…");
        const panel = await workbench.webview(endpoint);
        await panel.getByRole("button", { name: /ankle-boot\.png/ }).click();
        await panel.getByRole("button", { name: "Send", exact: true }).click();
        await panel.locator('section[aria-label="Answer"]').filter({ hasText: "Ankle boot" }).waitFor();
    });

    step("shows it in light, dark and high contrast", async () => {
        await workbench.run("Notifications: Clear All Notifications");
        for (const theme of themes.toReversed()) {
            await workbench.setTheme(theme);
            await workbench.screenshot(`6-${theme.toLowerCase().replaceAll(" ", "-")}`);
        }
    });

    step("leaves nothing when the endpoint is deleted", async () => {
        await workbench.tree.chooseFromMenu(new RegExp(`${endpoint}InService`), "Delete Endpoint and Dependants…");
        assert.match(await workbench.dialog.text(), /AWS us-east-1 \(dev\)/);
        await workbench.screenshot("7-delete");
        await workbench.dialog.click("Delete");
        await workbench.tree.waitForNoRow(new RegExp(`${endpoint}.*(InService|Deleting)`), 60_000);
        const { sagemaker } = clientsOf(aws.localUrl);
        const [configs, models] = [new ListEndpointConfigsCommand({}), new ListModelsCommand({})];
        assert.deepEqual((await sagemaker.send(configs)).EndpointConfigs, []);
        assert.deepEqual((await sagemaker.send(models)).Models, []);
    });
});
