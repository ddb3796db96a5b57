import path from "node:path";
import * as vscode from "vscode";
import { faultAt, readProjectFile } from "../core/workspace/projectFile.ts";
import { namedFolders } from "../core/workspace/projectFolders.ts";

/** Warnings at the folders that a sagemaker.json names and that are not there. */
export async function missingFolders(document: vscode.TextDocument, text: string): Promise<vscode.Diagnostic[]> {
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
