import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ecr } from "../../../src/adapters/aws/ecr/ecr.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { DOCKER_MANIFEST, OCI_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { ociManifest } from "../../core/fakes/manifests.ts";
import { repository } from "../../host/paths.ts";
import { pictureAfterEachTest } from "../../ui/driver/afterEachTest.ts";
import { openVsCode, type VsCode } from "../../ui/driver/openVsCode.ts";
import type { Workbench } from "../../ui/driver/workbench.ts";
import { copyMoody, type Project } from "../../ui/line/project.ts";
import { docker, removeImages } from "../docker.ts";
import { setFaults } from "../ecr/control.ts";
import { deleteRepository } from "../ecr/deleteRepository.ts";
import { containerEnvironment } from "../environment.ts";
import { acceptSteps } from "../../ui/driver/steps.ts";

const PUSH_MS = 120_000;
/** Before all names that other tests use: a long list shows only its beginning. */
const NAME = `0-moody-ui-${process.pid}`;

describe("pushing an image, in VS Code", () => {
    const { ecr: registry } = containerEnvironment();
    const uri = `${registry.host}/${NAME}`;
    const repositories = ecr(clientOf());
    const never = new AbortController().signal;
    let project: Project;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        project = copyMoody(`it's a "pushed" crâte`);
        // What is in the image does not matter here.
        writeFileSync(path.join(project.folder, "Dockerfile"), "FROM scratch\nCOPY Cargo.toml /\nCOPY Cargo.lock /\n");
        writeFileSync(path.join(project.folder, ".dockerignore"), "target\n");
        const file = path.join(project.folder, "sagemaker.json");
        const described: object = JSON.parse(readFileSync(file, "utf8"));
        writeFileSync(file, JSON.stringify({ ...described, image: { repository: NAME } }));
        vscode = await openVsCode({ folder: project.folder, pictures: path.join(repository, "out/pictures/push") });
        ({ workbench } = vscode);
        await workbench.showContainer("SageMaker");
        await workbench.tree.waitForRow("Training Jobs");
    });
    after(async () => {
        await vscode?.close();
        project?.remove();
        await deleteRepository(NAME);
        await removeImages(`reference=${NAME}`);
        await removeImages(`reference=${uri}`);
    });
    pictureAfterEachTest(() => workbench);

    it("builds, makes the repository, pushes, and copies the URI that jobs name", async () => {
        await workbench.run("SageMaker: Build and Push Image to ECR…");
        await acceptSteps(workbench);
        await workbench.quickInput.waitForTitle(/Push moody to ECR, AWS us-east-1/);
        await workbench.quickInput.pick("Create Repository…");
        await workbench.quickInput.waitForTitle("Create ECR Repository (1/4)");
        assert.equal(await workbench.quickInput.value(), NAME);
        await workbench.screenshot("creating-the-repository");
        await setFaults({ slow: 700 }, NAME);
        await acceptSteps(workbench);
        await workbench.notifications.toast(/Pushing moody.*\d of 2 layers/s).waitFor({ timeout: PUSH_MS });
        await workbench.screenshot("pushing-layer-by-layer");
        await setFaults({}, NAME);
        const told = await workbench.notifications.waitFor("Pushed", PUSH_MS);
        const [image] = await repositories.images(NAME, never);
        assert.equal(image?.mediaType, DOCKER_MANIFEST);
        assert.ok(told.startsWith(`Pushed ${uri}@${image.digest} (`), told);
        await workbench.screenshot("pushed");
        await workbench.notifications.click("Pushed", "Copy URI");
        await workbench.waitForClipboard(`${uri}@${image.digest}`);
    });

    it("shows the image below this machine and below its repository", async () => {
        await workbench.showContainer("SageMaker");
        await workbench.tree.expand(/^\s*Images$/);
        await workbench.tree.waitForRow(new RegExp(`${NAME}:`));
        await workbench.tree.expand("ImagesECR");
        await workbench.tree.expand(`${NAME}immutable tags`);
        const [tag = ""] = (await repositories.images(NAME, never))[0]?.tags ?? [];
        await workbench.tree.waitForRow(new RegExp(`^\\s*${tag}`));
        assert.match(
            await workbench.tree.ariaLabel(new RegExp(`^\\s*${tag}`)),
            new RegExp(`^${tag}, image in ${NAME}, .* · (just now|1 minute)`),
        );
        assert.deepEqual(await workbench.tree.menuLabels(new RegExp(`${NAME}:`)), [
            "Run Image Locally…",
            "Push Image to ECR…",
            "Inspect Image…",
            "Copy Image URI",
            "Copy Image Digest",
            "Delete Image…",
        ]);
    });

    it("counts an image as pushed that is there already", async () => {
        await workbench.tree.chooseFromMenu(new RegExp(`${NAME}:`), "Push Image to ECR…");
        await workbench.quickInput.waitForTitle(/Push/);
        await workbench.quickInput.pick(NAME);
        await workbench.quickInput.waitForMessage("Tag in the repository");
        await workbench.quickInput.accept();
        await workbench.notifications.waitFor("Pushed", PUSH_MS);
        assert.equal((await repositories.images(NAME, never)).length, 1);
    });

    it("ends a push that is cancelled, and leaves no tag behind", async () => {
        await setFaults({ slow: 3000 }, NAME);
        await workbench.tree.chooseFromMenu(new RegExp(`${NAME}:`), "Push Image to ECR…");
        await workbench.quickInput.pick(NAME);
        await workbench.quickInput.waitForMessage("Tag in the repository");
        await workbench.quickInput.answer("cancelled");
        const isPushing = () =>
            globSync("/proc/[0-9]*/cmdline").some((file) => readable(file).includes(`\0push\0${uri}:cancelled`));
        await until(isPushing);
        await workbench.notifications.click("Pushing", "Cancel");
        await workbench.notifications.waitForNone("Pushing");
        await until(() => !isPushing());
        await setFaults({}, NAME);
        assert.deepEqual(await workbench.notifications.texts(), []);
        await until(async () => (await docker("images", "--quiet", `${uri}:cancelled`)) === "");
        assert.equal((await repositories.images(NAME, never)).length, 1);
    });

    it("deletes the image from ECR and from this machine, after it said what goes", async () => {
        const [image] = await repositories.images(NAME, never);
        const [tag = ""] = image?.tags ?? [];
        await workbench.tree.chooseFromMenu(new RegExp(`^\\s*${tag}`), "Delete Image…");
        assert.match(
            await workbench.dialog.text(),
            new RegExp(`from ${NAME} on AWS us-east-1.*${image?.digest}.*Tag: ${tag}`, "s"),
        );
        await workbench.dialog.click("Delete");
        await workbench.tree.waitForRow("No images yetpush one…");
        assert.deepEqual(await repositories.images(NAME, never), []);
        await workbench.tree.chooseFromMenu(new RegExp(`${NAME}:`), "Delete Image…");
        await workbench.dialog.click("Delete");
        await workbench.tree.waitForNoRow(new RegExp(`${NAME}:`));
        assert.equal(await docker("images", "--quiet", NAME), "");
    });

    it("repairs what another tool has pushed in a form that SageMaker refuses", async () => {
        await repositories.putManifest(NAME, OCI_MANIFEST, ociManifest(), "oci", never);
        await workbench.tree.clickTitleButton("Refresh");
        const row = /^\s*oci.*SageMaker would refuse its form/;
        await workbench.tree.waitForRow(row);
        await workbench.tree.chooseFromMenu(row, "Repair Image for SageMaker…");
        assert.match(await workbench.dialog.text(), /its manifest is in OCI's form/);
        await workbench.dialog.click("Repair");
        const told = await workbench.notifications.waitFor("SageMaker takes");
        assert.ok(told.includes("under the tag oci-docker"), told);
        await workbench.tree.waitForRow(/^\s*oci-docker/);
        assert.equal((await repositories.manifest(NAME, "oci-docker", never))?.mediaType, DOCKER_MANIFEST);
    });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await holds())) {
        assert.ok(Date.now() < deadline, "not within a minute");
        await sleep(50);
    }
}

function readable(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return ""; // the process has ended
    }
}
