import path from "node:path";
import * as vscode from "vscode";
import { faultAt, PROJECT_FILE, readProjectFile } from "../core/workspace/projectFile.ts";
import { namedFolders } from "../core/workspace/projectFolders.ts";

/** Warns in an opened sagemaker.json of folders that are not there. What breaks the file's shape is told by the schema. */
export function projectFileWarnings(): vscode.Disposable {
    const collection = vscode.languages.createDiagnosticCollection("rust-sagemaker-project");
    const check = async (document: vscode.TextDocument) => {
        if (isProjectFile(document)) {
            const text = document.getText();
            const warnings = await warningsOf(document, text);
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

async function warningsOf(document: vscode.TextDocument, text: string): Promise<vscode.Diagnostic[]> {
    const read = readProjectFile(text);
    const folders = "project" in read ? namedFolders(read.project) : [];
    const warnings = await Promise.all(
        folders.map(async ({ path: place, folder }) => {
            const uri = vscode.Uri.file(path.resolve(path.dirname(document.uri.fsPath), folder));
            return (await isFolder(uri)) ? [] : [warningAt(document, text, place, `There is no such folder: ${folder}`)];
        }),
    );
    return warnings.flat();
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
    try {
        return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
    } catch {
        return false;
    }
}

function warningAt(document: vscode.TextDocument, text: string, place: readonly string[], message: string): vscode.Diagnostic {
    const { offset, length } = faultAt(text, place, message);
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    const warning = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
    warning.source = "sagemaker";
    return warning;
}
