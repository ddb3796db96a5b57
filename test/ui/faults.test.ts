import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { repository } from "../host/paths.ts";
import { pictureAfterEachTest } from "./driver/afterEachTest.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { acceptSteps } from "./driver/steps.ts";
import type { Workbench } from "./driver/workbench.ts";
import { launchJob } from "./line/launch.ts";
import { copyMoody, type Project } from "./line/project.ts";

const pictures = path.join(repository, "out/pictures/faults");

describe("what goes wrong, in VS Code", () => {
    let project: Project;
    let vscode: VsCode;
    let workbench: Workbench;
    const file = (name: string) => path.join(project.folder, name);

    before(async () => {
        project = copyMoody(`it's a "moody" crâte`);
        vscode = await openVsCode({ folder: project.folder, pictures });
        ({ workbench } = vscode);
        await workbench.showContainer("SageMaker");
        await workbench.tree.waitForRow("Training Jobs");
    });
    after(async () => {
        await vscode?.close();
        project?.remove();
    });
    pictureAfterEachTest(() => workbench);

    it("shows a compiler error in the Problems view, and starts no job", async () => {
        await project.withFile(
            "src/bin/train.rs",
            (text) => text.replace("fn main() {", 'fn main() {\n    let six: u32 = "six";'),
            async () => {
                const name = await launchJob(workbench, { name: "does-not-compile" });
                await workbench.notifications.waitFor("moody does not compile (1 error): mismatched types", 60_000);
                await workbench.notifications.click("does not compile", "Show Problems");
                await workbench.problems.waitFor("mismatched types");
                assert.equal(await workbench.tree.row(name).count(), 0);
            },
        );
    });

    it("ends a build that is cancelled, with all that it started, and starts no job", async () => {
        const pidFile = file("build-script.pid");
        const script = `fn main() {
            std::fs::write(${JSON.stringify(pidFile)}, std::process::id().to_string()).unwrap();
            std::thread::sleep(std::time::Duration::from_secs(120));
        }`;
        writeFileSync(file("build.rs"), script);
        try {
            await launchJob(workbench, { name: "cancelled" });
            const pid = await untilWritten(pidFile);
            await workbench.notifications.click("Training job cancelled", "Cancel");
            await workbench.notifications.waitForNone("Training job cancelled");
            await untilGone(pid);
            assert.equal(await workbench.tree.row("cancelled").count(), 0);
        } finally {
            rmSync(file("build.rs"));
        }
    });

    it("says which binary is missing, with the way to the manifest", async () => {
        renameSync(file("src/bin/train.rs"), file("src/bin/fit.rs"));
        try {
            await workbench.run("SageMaker: Launch Training Job…");
            await workbench.notifications.waitFor('SageMaker starts a binary called "train"');
            await workbench.notifications.click("SageMaker starts a binary", "Open Cargo.toml");
            await workbench.tab("Cargo.toml").waitFor();
        } finally {
            renameSync(file("src/bin/fit.rs"), file("src/bin/train.rs"));
        }
    });

    it("underlines what is wrong in sagemaker.json, and points there when a job is launched", async () => {
        await project.withFile(
            "sagemaker.json",
            (text) => text.replace('"channels"', '"chanels"'),
            async () => {
                await workbench.run("SageMaker: Launch Training Job…");
                await workbench.notifications.waitFor(
                    "sagemaker.json, line 2: training: there is no setting of this name: chanels.",
                );
                await workbench.notifications.click("sagemaker.json, line 2", "Open sagemaker.json");
                await workbench.tab("sagemaker.json").waitFor();
                await workbench.problems.waitFor("Property chanels is not allowed.");
            },
        );
    });

    it("warns of a folder that is not there, and points at it when a job is launched", async () => {
        await project.withFile(
            "sagemaker.json",
            (text) => text.replace('"training": "data"', '"training": "no such folder"'),
            async () => {
                await launchJob(workbench, { name: "no-data" });
                await workbench.notifications.waitFor(/There are no files to train on in the folder of channel "training"/);
                await workbench.notifications.click("There are no files", "Open sagemaker.json");
                await workbench.problems.waitFor("There is no such folder: no such folder");
            },
        );
    });

    it("refuses the name of a job that exists, while it is typed", async () => {
        await launchJob(workbench, { name: "taken" });
        await workbench.tree.waitForRow("takenCompleted", 60_000);
        await workbench.run("SageMaker: Launch Training Job…");
        await workbench.quickInput.waitForTitle("(1/5)");
        await workbench.quickInput.type("taken");
        await workbench.quickInput.waitForMessage("A training job of this name exists already.");
        await workbench.quickInput.cancel();
    });

    for (const [mood, reason] of [
        ["exit1", "exit code: 1"],
        ["failure-file", "AlgorithmError: the data has no labels, exit code: 3"],
        ["panic", "exit code: 101"],
    ] as const) {
        it(`shows why a job failed that ended in the mood ${mood}`, async () => {
            await launchJob(workbench, { name: `ends-${mood}`, hyperparameters: `mood=${mood}` });
            const row = await workbench.tree.waitForRow(`ends-${mood}Failed`, 60_000);
            assert.ok(row.includes(reason), row);
            const notice = await workbench.notifications.waitFor(`Training job ends-${mood} failed.`);
            assert.ok(notice.includes(reason), notice);
            await workbench.output.waitFor(`Training job ends-${mood} ended: Failed`);
        });
    }

    it("shows why an endpoint failed whose model does not load, and its log", async () => {
        await launchJob(workbench, { name: "unloadable", hyperparameters: "mood=unloadable" });
        await workbench.tree.waitForRow("unloadableCompleted", 60_000);
        await workbench.tree.chooseFromMenu("unloadableCompleted", "Deploy Endpoint…");
        await acceptSteps(workbench);
        await workbench.tree.waitForRow("unloadableFailed", 60_000);
        await workbench.notifications.click("Endpoint unloadable failed.", "Show Log");
        await workbench.output.waitFor("the model does not load: it is of another version");
        await workbench.tree.chooseFromMenu("unloadableFailed", "Delete Endpoint and Dependants…");
        await workbench.dialog.click("Delete");
        await workbench.tree.waitForNoRow("unloadableFailed");
    });

    it("goes on with tree and log after a reload of the window, and a second window sees the same", async () => {
        await launchJob(workbench, { name: "long", hyperparameters: "mood=good seconds=600 every_ms=50" });
        await workbench.tree.waitForRow(/long.*Training/, 60_000);
        await until(() => tailsOf("long").some((tail) => tail.includes("epoch=5 ")));
        await workbench.reload();
        await workbench.showContainer("SageMaker");
        await workbench.tree.waitForRow(/longInProgress/);
        const second = await vscode.openWindow();
        await second.showContainer("SageMaker");
        await second.tree.waitForRow(/longInProgress/, 60_000);
        await second.tree.clickInline("longInProgress", "Stop Job");
        await second.dialog.click("Stop");
        await second.tree.waitForRow("longStopped", 60_000);
        await second.page.close();
        await workbench.tree.waitForRow("longStopped", 60_000);
        assertWhole(await endedTail("long", "Stopped"));
    });

    it("finds a running job again when Local SageMaker was killed, and loses no line", async () => {
        await launchJob(workbench, { name: "orphan", hyperparameters: "mood=good seconds=12 every_ms=20" });
        await workbench.tree.waitForRow(/orphan.*Training/, 60_000);
        await until(() => tailsOf("orphan").some((tail) => tail.includes("epoch=5 ")));
        process.kill(serverPid(), "SIGKILL");
        await workbench.tree.waitForRow("orphanCompleted", 60_000);
        assertWhole(await endedTail("orphan", "Completed"));
    });

    it("stops Local SageMaker after a question, keeps it stopped while one only looks, and starts it with a click", async () => {
        const first = serverPid();
        await workbench.run("SageMaker: Stop Local SageMaker");
        await workbench.dialog.click("Stop");
        await workbench.tree.waitForRow("Local SageMaker is stopped");
        await workbench.page.waitForTimeout(5000); // longer than the tree rests between two looks
        assert.ok(!existsSync(`/proc/${first}`) && !existsSync(lockFile()));
        await workbench.tree.click("Local SageMaker is stopped");
        await workbench.tree.waitForRow("orphanCompleted");
        assert.notEqual(serverPid(), first);
    });

    it("leaves no unhandled failure behind", () => {
        const log = workbench.extensionHostLog();
        assert.doesNotMatch(log, /rust-sagemaker.*(?:unhandled|Error:)/i);
        assert.deepEqual(vscode.watch.policyBreaches, []);
    });

    /** What the channels of a job hold, of each window: a reload begins a new one with the first line. */
    function tailsOf(name: string): string[] {
        return workbench.channelText(`SageMaker: ${name}`).split("--- Log of training job").slice(1);
    }

    /** Waits until the log of a job ended in some window, and answers it. */
    async function endedTail(name: string, status: string): Promise<string> {
        const ended = () => tailsOf(name).find((tail) => tail.includes(`Training job ${name} ended: ${status}`));
        await until(() => ended() !== undefined);
        return ended() ?? "";
    }

    function assertWhole(log: string): void {
        const epochs = [...log.matchAll(/epoch=(\d+)/g)].map(([, epoch]) => Number(epoch));
        assert.deepEqual(
            epochs,
            Array.from({ length: epochs.length }, (_, index) => index + 1),
        );
        assert.ok(epochs.length > 50, `${epochs.length} lines`);
    }

    function lockFile(): string {
        return path.join(vscode.host.profile.userData, "rust-sagemaker/local/server.lock");
    }

    function serverPid(): number {
        return JSON.parse(readFileSync(lockFile(), "utf8")).pid;
    }
});

describe("a machine without Rust", () => {
    it("is told what to install, with the page that says how", async () => {
        const project = copyMoody("no rust");
        // Node and Debian's own programs are there, cargo is not.
        const vscode = await openVsCode({ folder: project.folder, pictures, env: { PATH: "/nonexistent" } });
        try {
            await vscode.workbench.run("SageMaker: Launch Training Job…");
            const message = await vscode.workbench.notifications.waitFor("This needs cargo, which is not on the PATH.");
            assert.match(message, /rustSagemaker\.cargo\.path/);
            await vscode.workbench.notifications
                .toast("This needs cargo")
                .getByRole("button", { name: "Install Rust" })
                .waitFor();
        } finally {
            await vscode.close();
            project.remove();
        }
    });
});

async function untilWritten(pidFile: string): Promise<number> {
    await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
    return Number(readFileSync(pidFile, "utf8"));
}

/** A process that has ended may stay in the table until its parent looks. */
async function untilGone(pid: number): Promise<void> {
    await until(() => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z "));
}

async function until(isSo: () => boolean): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!isSo()) {
        assert.ok(Date.now() < deadline, "it was not so after 60 s");
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
