import assert from "node:assert/strict";
import * as vscode from "vscode";

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("a folder is open");
const file = (name: string) => vscode.Uri.joinPath(folder(), name);

describe("images in the extension host", () => {
    it("are built and pushed by tasks of their crate", async () => {
        const tasks = await vscode.tasks.fetchTasks({ type: "rust-sagemaker" });
        assert.deepEqual(
            tasks.map(({ name, source, definition }) => [name, source, definition["manifest"]]),
            [
                ["build image", "sagemaker", "Cargo.toml"],
                ["push image", "sagemaker", "Cargo.toml"],
            ],
        );
        assert.equal(tasks[0]?.group, vscode.TaskGroup.Build);
    });

    it("get a Dockerfile where there is none, which is opened, and a .dockerignore", async () => {
        try {
            await vscode.commands.executeCommand("rustSagemaker.image.createDockerfile");
            const document = vscode.window.activeTextEditor?.document;
            assert.equal(document?.uri.fsPath, file("Dockerfile").fsPath);
            assert.match(document.getText(), /^FROM rust:.*-bookworm AS build$/m);
            assert.match(document.getText(), /--bin train --bin serve/);
            const ignored = new TextDecoder().decode(await vscode.workspace.fs.readFile(file(".dockerignore")));
            assert.match(ignored, /^\*\*\/target$/m);
        } finally {
            await vscode.commands.executeCommand("workbench.action.closeAllEditors");
            for (const name of ["Dockerfile", ".dockerignore"]) {
                await vscode.workspace.fs.delete(file(name));
            }
        }
    });
});
