import path from "node:path";
import * as vscode from "vscode";
import { PROJECT_FILE } from "../core/workspace/project.ts";

/** Warns in an opened sagemaker.json of folders that are not there. What breaks the file's shape is told by the schema. */
export function projectFileWarnings(): vscode.Disposable {
    const collection = vscode.languages.createDiagnosticCollection("rust-sagemaker-project");
    const check = async (document: vscode.TextDocument) => {
        if (isProjectFile(document)) {
            const text = document.getText();
            // Loaded with the first such file, so that activation does without it.
            const { missingFolders } = await import("./missingFolders.ts");
            const warnings = await missingFolders(document, text);
            if (document.getText() === text) {
                collection.set(document.uri, warnings);
            }
        }
    };
    vscode.workspace.textDocuments.forEach((document) => void check(document));
    return vscode.Disposable.from(
        collection,
        vscode.workspace.onDidOpenTextDocument(check),
        vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
        vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
    );
}

function isProjectFile({ uri }: vscode.TextDocument): boolean {
    return uri.scheme === "file" && path.basename(uri.fsPath) === PROJECT_FILE;
}
