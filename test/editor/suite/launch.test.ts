import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { localDataDirectory, LOCK_FILE, parseServerLock } from "../../../src/core/localServer.ts";
import { until } from "./until.ts";

const accept = () => vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");

describe("a launch in the extension host", () => {
    it("builds the crate and runs it on Local SageMaker, with the defaults of each step", async function () {
        this.timeout(120_000);
        const launched = vscode.commands.executeCommand("rustSagemaker.job.start");
        const done = { launched: false };
        void launched.then(() => (done.launched = true));
        // Each step is accepted as soon as it is there; a further acceptance meets nothing.
        await until(async () => {
            await accept();
            return done.launched;
        }, 90);
        await until(async () => (await newestStatus()) === "Completed", 30);
    });

    it("stops the build and starts no job when it cannot compile", async function () {
        this.timeout(60_000);
        const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("a folder is open");
        const source = vscode.Uri.joinPath(folder, "src/bin/train.rs");
        const original = await vscode.workspace.fs.readFile(source);
        await vscode.workspace.fs.writeFile(source, new TextEncoder().encode('fn main() { let x: u32 = "six"; }'));
        try {
            const before = await jobCount();
            const launched = vscode.commands.executeCommand("rustSagemaker.job.start");
            void launched;
            await until(async () => {
                await accept();
                return vscode.languages.getDiagnostics(source).some(({ message }) => message === "mismatched types");
            }, 45);
            const [error] = vscode.languages.getDiagnostics(source).filter(({ source: from }) => from === "rustc");
            assert.equal(error?.code, "E0308");
            assert.equal(error?.range.start.line, 0);
            assert.equal(await jobCount(), before);
        } finally {
            await vscode.workspace.fs.writeFile(source, original);
            await vscode.commands.executeCommand("notifications.clearAll");
        }
    });
});

/** Asks the server that the extension started, as any other client would. */
async function jobs(): Promise<readonly { TrainingJobStatus: string }[]> {
    const directory = localDataDirectory(process.platform, process.env, homedir());
    const { url } = parseServerLock(readFileSync(path.join(directory, LOCK_FILE), "utf8")) ?? assert.fail("no server runs");
    const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "SageMaker.ListTrainingJobs" };
    const body = JSON.stringify({ SortBy: "CreationTime", SortOrder: "Descending" });
    const response = await fetch(url, { method: "POST", headers, body });
    const answer: { TrainingJobSummaries: { TrainingJobStatus: string }[] } = JSON.parse(await response.text());
    return answer.TrainingJobSummaries;
}

async function newestStatus(): Promise<string | undefined> {
    return (await jobs())[0]?.TrainingJobStatus;
}

async function jobCount(): Promise<number> {
    return (await jobs()).length;
}
