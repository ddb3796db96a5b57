import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { repository } from "../../host/paths.ts";
import { pictureAfterEachTest } from "../../ui/driver/afterEachTest.ts";
import { openVsCode, type VsCode } from "../../ui/driver/openVsCode.ts";
import type { Workbench } from "../../ui/driver/workbench.ts";
import { copyMoody, type Project } from "../../ui/line/project.ts";
import { docker, removeImages } from "../docker.ts";
import { acceptSteps } from "../../ui/driver/steps.ts";

const BUILD_MS = 180_000;

describe("building an image, in VS Code", () => {
    let project: Project;
    let vscode: VsCode;
    let workbench: Workbench;
    const file = (name: string) => path.join(project.folder, name);

    before(async () => {
        project = copyMoody(`it's a "built" crâte`);
        vscode = await openVsCode({
            folder: project.folder,
            pictures: path.join(repository, "out/pictures/build"),
            settings: { "terminal.integrated.gpuAcceleration": "off" }, // its lines are elements then
        });
        ({ workbench } = vscode);
        await workbench.showContainer("SageMaker");
        await workbench.tree.waitForRow("Training Jobs"); // The menus are those of the extension from now on.
    });
    after(async () => {
        await vscode?.close();
        project?.remove();
        await removeImages("reference=moody");
    });
    pictureAfterEachTest(() => workbench);

    /** A line of the terminal in sight, whose spaces are such that do not break. */
    const terminalLine = (text: RegExp) =>
        workbench.page.locator(".terminal-wrapper.active .xterm-rows > div", { hasText: text }).last();
    const choose = (text: string) => workbench.quickInput.widget.locator(".monaco-list-row", { hasText: text }).first().click();

    /** Builds by a right click on a file, with the defaults. */
    async function build(clicked = "Dockerfile"): Promise<void> {
        await workbench.explorer.chooseFromMenu(clicked, "Build Image…");
        await acceptSteps(workbench);
    }

    it("offers a Dockerfile where there is none, and writes it", async () => {
        await workbench.explorer.chooseFromMenu("Cargo.toml", "Build Image…");
        await workbench.notifications.waitFor("There is no Dockerfile for moody");
        await workbench.notifications.click("There is no Dockerfile", "Create Dockerfile");
        await workbench.tab("Dockerfile").waitFor();
        assert.match(readFileSync(file("Dockerfile"), "utf8"), /^COPY --from=build \/out\/ \/usr\/local\/bin\/$/m);
        assert.match(readFileSync(file(".dockerignore"), "utf8"), /target/);
    });

    it("builds an image of train and serve, and tells its tag and size", async () => {
        await build();
        const told = await workbench.notifications.waitFor("Image built: moody:", BUILD_MS);
        const [, tag = ""] = /Image built: (\S+),/.exec(told) ?? [];
        assert.equal(
            await docker("inspect", "--format", '{{index .Config.Labels "rust-sagemaker.crate"}} {{.Os}}/{{.Architecture}}', tag),
            "moody linux/amd64",
        );
        assert.match(await docker("run", "--rm", "--entrypoint", "ls", tag, "/usr/local/bin"), /serve\ntrain/);
        await terminalLine(/Built\smoody:/).waitFor();
    });

    it("asks before it sends gigabytes that cargo has built, and writes what holds them back", async () => {
        mkdirSync(file("target"));
        writeFileSync(file("target/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n");
        writeFileSync(file("target/large"), "");
        truncateSync(file("target/large"), 6e9); // sparse: it takes no room
        rmSync(file(".dockerignore"));
        await build();
        assert.match(
            await workbench.dialog.text(),
            /would send 6\.0? ?GB .*target: 6.*GB.*These lines would be added to .*\*\*\/target/s,
        );
        await workbench.screenshot("gigabytes");
        await workbench.dialog.click("Write .dockerignore");
        await workbench.notifications.waitFor("Image built: moody:", BUILD_MS);
        assert.match(readFileSync(file(".dockerignore"), "utf8"), /^\*\*\/target$/m);
        rmSync(file("target"), { recursive: true });
    });

    it("shows a compiler error of the build at its place in the workspace", async () => {
        await project.withFile(
            "src/bin/train.rs",
            (text) => text.replace("fn main() {", 'fn main() {\n    let six: u32 = "six";'),
            async () => {
                await build();
                await workbench.notifications.waitFor(/mismatched types/, BUILD_MS);
                await workbench.notifications.click("mismatched types", "Show Problems");
                await workbench.problems.waitFor("mismatched types");
                assert.ok((await workbench.problems.texts()).some((text) => text.includes("train.rs")));
                await workbench.problems.row("mismatched types").dblclick();
                await workbench.tab("train.rs").waitFor();
            },
        );
    });

    it("shows an instruction that Docker does not know at its line of the Dockerfile", async () => {
        await project.withFile(
            "Dockerfile",
            (text) => text.replace("WORKDIR /build", "WORKDIRR /build"),
            async () => {
                await build();
                await workbench.notifications.waitFor(/unknown instruction: WORKDIRR/i, BUILD_MS);
                await workbench.problems.waitFor(/unknown instruction: WORKDIRR/i);
                assert.ok((await workbench.problems.texts()).some((text) => text.includes("Dockerfile")));
            },
        );
    });

    it("ends a build that is cancelled, and the step that it was at", async () => {
        const mark = `sleep 4${process.pid}`;
        await project.withFile(
            "Dockerfile",
            (text) => text.replace("WORKDIR /build", `RUN ${mark}\nWORKDIR /build`),
            async () => {
                await build();
                await until(() => isRunning(mark), "the step runs");
                await workbench.notifications.click("Image of moody", "Cancel");
                await workbench.notifications.waitForNone("Image of moody");
                await until(() => !isRunning(mark), "the step has ended");
                await until(() => !isRunning(file("Dockerfile")), "nor does what asked for it");
                assert.deepEqual(
                    (await workbench.notifications.texts()).filter((text) => /failed|error/i.test(text)),
                    [],
                );
            },
        );
    });

    it("builds as a task, too", async () => {
        await workbench.run("Tasks: Run Task");
        await choose("rust-sagemaker");
        await choose("build image");
        await terminalLine(/Built\smoody:/).waitFor({ timeout: BUILD_MS });
    });
});

/** Whether a process runs whose command line holds the text. */
function isRunning(text: string): boolean {
    return readdirSync("/proc").some((pid) => /^\d+$/.test(pid) && commandLine(pid).includes(text));
}

function commandLine(pid: string): string {
    try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
        return ""; // It has ended.
    }
}

async function until(holds: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!holds()) {
        assert.ok(Date.now() < deadline, `Not within a minute: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
