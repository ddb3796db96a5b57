import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { after, before, describe } from "node:test";
import { ecr } from "../../../src/adapters/aws/ecr/ecr.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { DOCKER_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { repository } from "../../host/paths.ts";
import { openVsCode, type VsCode } from "../../ui/driver/openVsCode.ts";
import { stepsInARow } from "../../ui/driver/stepsInARow.ts";
import { themes, type Workbench } from "../../ui/driver/workbench.ts";
import { until } from "../../local/job/jobs.ts";
import { answerLaunch } from "../../ui/line/launch.ts";
import { copySample, type Project } from "../../ui/line/project.ts";
import { docker, removeImages } from "../docker.ts";
import { deleteRepository } from "../ecr/deleteRepository.ts";
import { containerEnvironment } from "../environment.ts";
import { acceptSteps } from "../../ui/driver/steps.ts";

/** Compiles the sample and all that it depends on. */
const BUILD_MS = 900_000;
const TRAINING_MS = 400_000;
const IMAGES = "label=rust-sagemaker.crate=rust-sample";
const CONTAINERS = "--filter=name=rust-sagemaker-rust-sample";
const NAME = `rust-sample-${process.pid}`;

describe("the sample, from its Dockerfile to an answer out of the image that came back from the registry", () => {
    const { ecr: registry } = containerEnvironment();
    const uri = `${registry.host}/${NAME}`;
    const repositories = ecr(clientOf());
    const never = new AbortController().signal;
    let project: Project;
    let vscode: VsCode;
    let workbench: Workbench;
    let pushed: string;
    let job: string;

    const listed = async (...args: string[]) => [...new Set((await docker(...args)).split("\n").filter((id) => id !== ""))];

    before(async () => {
        project = copySample(`Ada's "crâtes" 日本`);
        vscode = await openVsCode({ folder: project.folder, pictures: path.join(repository, "out/pictures/image-line") });
        ({ workbench } = vscode);
        await workbench.showContainer("SageMaker");
        await workbench.tree.waitForRow("Training Jobs");
    });
    after(async () => {
        await vscode?.close();
        project?.remove();
        const containers = await listed("ps", "--all", "--quiet", CONTAINERS);
        await (containers.length === 0 ? "" : docker("rm", "--force", ...containers)); // of a step that failed
        await removeImages(IMAGES);
        await deleteRepository(NAME);
    });

    const step = stepsInARow(() => workbench);

    step("builds it, and pushes it to a repository that it makes", async () => {
        const { quickInput } = workbench;
        await workbench.explorer.chooseFromMenu("Dockerfile", "Build and Push Image to ECR…");
        await acceptSteps(workbench);
        await quickInput.waitForTitle(/Push rust-sample to ECR/);
        await quickInput.pick("Create Repository…");
        await quickInput.waitForTitle("Create ECR Repository (1/4)");
        await quickInput.type(NAME);
        await acceptSteps(workbench);
        await workbench.notifications.toast(/compiling |Pushed/).waitFor({ timeout: BUILD_MS });
        await workbench.screenshot("1-building");
        const told = await workbench.notifications.waitFor("Pushed", BUILD_MS);
        await workbench.screenshot("2-pushed");
        const [image] = await repositories.images(NAME, never);
        assert.equal(image?.mediaType, DOCKER_MANIFEST);
        pushed = `${uri}@${image.digest}`;
        assert.ok(told.startsWith(`Pushed ${pushed} (`), told);
    });

    step("pulls it back by its digest on a machine that has nothing of it", async () => {
        await removeImages(IMAGES);
        const { username, password } = await repositories.login(never);
        const login = ["login", "--username", username, "--password-stdin", registry.host];
        execFileSync("docker", login, { input: password, stdio: ["pipe", "ignore", "ignore"] });
        await docker("pull", pushed);
        await docker("logout", registry.host);
    });

    step("trains with that image, in a container", async () => {
        await workbench.showContainer("SageMaker");
        await workbench.tree.clickTitleButton("Refresh");
        await workbench.run("SageMaker: Run Image Locally…");
        await workbench.quickInput.widget.locator(".monaco-list-row", { hasText: NAME }).first().click();
        await workbench.quickInput.pick("Train");
        job = await answerLaunch(workbench);
        await workbench.tree.waitForRow(new RegExp(`${job}.*InProgress`), 60_000);
        await workbench.output.waitFor("epoch=1", TRAINING_MS);
        assert.match(
            await docker("ps", "--format={{.Names}} {{.Command}}", "--no-trunc"),
            new RegExp(`rust-sagemaker-${job}\\S* "train"`),
        );
        await workbench.tree.clickInline(job, "Show Metrics");
        await (await workbench.webview(job)).locator('[aria-label="Metrics"] canvas').first().waitFor({ timeout: TRAINING_MS });
        await workbench.screenshot("3-training");
        await workbench.tree.waitForRow(new RegExp(`${job}.*Completed`), TRAINING_MS);
        const tooltip = await workbench.tree.tooltip(job, "Final metrics");
        const accuracy = Number(/validation_accuracy=([\d.]+)/.exec(tooltip)?.[1]);
        console.log(`  validation accuracy ${accuracy}`);
        assert.ok(accuracy >= 0.85, tooltip);
    });

    step("serves the model from the same image, and answers a question of the editor", async () => {
        await workbench.tree.chooseFromMenu(job, "Deploy Endpoint…");
        await workbench.quickInput.waitForTitle("(1/");
        const endpoint = await workbench.quickInput.value();
        await acceptSteps(workbench);
        await workbench.tree.waitForRow(new RegExp(`${endpoint}InService`), 60_000);
        await workbench.tree.clickInline(new RegExp(`${endpoint}InService`), "Invoke Endpoint…");
        const panel = await workbench.webview(endpoint);
        await panel.getByRole("button", { name: /ankle-boot\.png/ }).click();
        await panel.getByRole("button", { name: "Send", exact: true }).click();
        await panel.locator('section[aria-label="Answer"]').filter({ hasText: "Ankle boot" }).waitFor();
        assert.match(await docker("ps", "--format={{.Image}} {{.Command}}"), /"serve"/);
    });

    step("shows its images in light, dark and high contrast", async () => {
        await workbench.run("View: Close All Editors");
        await workbench.run("Notifications: Clear All Notifications");
        await workbench.tree.expand(/^\s*Images$/);
        await workbench.tree.expand("ImagesECR");
        for (const theme of themes.toReversed()) {
            await workbench.setTheme(theme);
            await workbench.screenshot(`4-${theme.toLowerCase().replaceAll(" ", "-")}`);
        }
    });

    step("leaves no container when the endpoint is deleted", async () => {
        await workbench.tree.chooseFromMenu(/InService/, "Delete Endpoint and Dependants…");
        await workbench.dialog.click("Delete");
        await workbench.tree.waitForRow(/No endpoints yet/, 60_000);
        await until(async () => (await listed("ps", "--all", "--quiet", CONTAINERS)).length === 0);
    });
});
