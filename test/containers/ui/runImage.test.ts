import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { repository } from "../../host/paths.ts";
import { pictureAfterEachTest } from "../../ui/driver/afterEachTest.ts";
import { openVsCode, type VsCode } from "../../ui/driver/openVsCode.ts";
import type { Workbench } from "../../ui/driver/workbench.ts";
import { until } from "../../local/job/jobs.ts";
import { answerLaunch } from "../../ui/line/launch.ts";
import { copyMoody, type Project } from "../../ui/line/project.ts";
import { docker, removeImages } from "../docker.ts";
import { MOODY_DOCKERFILE } from "../moodyDockerfile.ts";
import { acceptSteps } from "../../ui/driver/steps.ts";

const BUILD_MS = 180_000;
const REPOSITORY = "moody-run-test";

describe("running images, in VS Code", () => {
    let project: Project;
    let vscode: VsCode;
    let workbench: Workbench;
    let job: string;

    before(async () => {
        project = copyMoody(`it's a "run" crâte`);
        const file = path.join(project.folder, "sagemaker.json");
        const described: object = JSON.parse(readFileSync(file, "utf8"));
        writeFileSync(file, JSON.stringify({ ...described, runner: "container", image: { repository: REPOSITORY } }));
        writeFileSync(path.join(project.folder, "Dockerfile"), MOODY_DOCKERFILE);
        writeFileSync(path.join(project.folder, ".dockerignore"), "target\n");
        vscode = await openVsCode({ folder: project.folder, pictures: path.join(repository, "out/pictures/run") });
        ({ workbench } = vscode);
        await workbench.showContainer("SageMaker");
        await workbench.tree.waitForRow("Training Jobs");
    });
    after(async () => {
        await vscode?.close();
        project?.remove();
        await removeImages(`reference=${REPOSITORY}`);
    });
    pictureAfterEachTest(() => workbench);

    it("launches a job in a container, as sagemaker.json says", async () => {
        const { quickInput } = workbench;
        await workbench.run("SageMaker: Launch Training Job…");
        await quickInput.waitForTitle("(1/5)");
        await quickInput.accept();
        await quickInput.waitForTitle("(2/5)");
        await quickInput.row("Process").waitFor();
        assert.equal((await quickInput.rows())[0], "Container");
        await workbench.screenshot("run-as");
        await quickInput.back();
        job = await answerLaunch(workbench, { hyperparameters: "mood=good seconds=1" });
        await workbench.tree.waitForRow(new RegExp(`${job}Completed`), BUILD_MS);
        await workbench.output.waitFor("ended: Completed", 30_000);
    });

    it("deploys its model with its own image", async () => {
        await workbench.tree.chooseFromMenu(job, "Deploy Endpoint…");
        await acceptSteps(workbench);
        await workbench.tree.waitForRow(/moodyInService/, 60_000);
        assert.match(await docker("ps", "--format={{.Names}}"), /rust-sagemaker-moody-AllTraffic-/);
    });

    it("trains with an image that is there, and builds nothing", async () => {
        await workbench.run("SageMaker: Run Image Locally…");
        const image = workbench.quickInput.widget.locator(".monaco-list-row", { hasText: REPOSITORY }).first();
        await image.click();
        await workbench.quickInput.pick("Train");
        await workbench.quickInput.waitForTitle("Launch Training Job on Local (1/4)");
        await workbench.screenshot("run-image-steps");
        const again = await answerLaunch(workbench, { name: "again", hyperparameters: "mood=exit1" });
        await workbench.tree.waitForRow(new RegExp(`${again}Failed`), 30_000);
    });

    it("ends its containers with Local SageMaker", async () => {
        await workbench.run("SageMaker: Stop Local SageMaker");
        await workbench.dialog.click("Stop");
        await workbench.tree.waitForRow(/Local SageMaker is stopped/, 60_000);
        await until(async () => (await docker("ps", "--all", "--quiet", "--filter=name=rust-sagemaker-moody-")) === "");
    });
});
