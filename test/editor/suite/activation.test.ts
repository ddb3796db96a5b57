import assert from "node:assert/strict";
import * as vscode from "vscode";

const extension = () => vscode.extensions.getExtension("rust-sagemaker.rust-sagemaker");

describe("the extension", () => {
    it("is found under its identifier", () => {
        assert.ok(extension());
    });

    it("activates in a real extension host", async () => {
        await extension()?.activate();
        assert.equal(extension()?.isActive, true);
    });

    it("registers each command that it contributes", async () => {
        const contributed: { command: string }[] = extension()?.packageJSON.contributes.commands;
        assert.ok(contributed.length > 0);
        const registered = new Set(await vscode.commands.getCommands(true));
        assert.deepEqual(
            contributed.map(({ command }) => command).filter((command) => !registered.has(command)),
            [],
        );
    });
});
