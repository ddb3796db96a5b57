import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "./until.ts";

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("a folder is open");

describe("sagemaker.json in the editor", () => {
    let document: vscode.TextDocument;
    let original: string;

    beforeEach(async () => {
        document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder(), "sagemaker.json"));
        await vscode.window.showTextDocument(document);
        original = document.getText();
    });
    afterEach(() => change(original));

    async function change(text: string): Promise<void> {
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
        await vscode.workspace.applyEdit(edit);
    }

    const told = () =>
        vscode.languages.getDiagnostics(document.uri).map(({ message, range }) => `${range.start.line + 1}: ${message}`);

    it("is JSON with comments, and says nothing when all is well", async () => {
        assert.equal(document.languageId, "jsonc");
        await change(`// a comment\n${original}`);
        await vscode.extensions.getExtension("rust-sagemaker.rust-sagemaker")?.activate();
        await until(() => told().length === 0);
    });

    it("has a misspelt setting underlined", async () => {
        await change(original.replace('"hyperparameters"', '"hyperparametres"'));
        await until(() => told().some((line) => line.includes("hyperparametres is not allowed")));
    });

    it("has a folder underlined that is not there, until it is named right", async () => {
        await change(original.replace('"data"', '"nowhere"'));
        await until(() => told().some((line) => line === "3: There is no such folder: nowhere"));
        await change(original);
        await until(() => told().length === 0);
    });

    it("offers the settings of a job by name", async () => {
        const at = document.positionAt(original.indexOf('"channels"'));
        const list = await vscode.commands.executeCommand<vscode.CompletionList>(
            "vscode.executeCompletionItemProvider",
            document.uri,
            at,
        );
        const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
        assert.ok(labels.includes("maxRuntimeSeconds"), labels.join(", "));
    });
});
