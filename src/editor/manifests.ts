import * as vscode from "vscode";
import { PROJECT_FILE } from "../core/workspace/project.ts";

/** Paths of the Cargo.toml files of the opened folders, those nearest to a folder's root first. */
export async function findManifests(): Promise<readonly string[]> {
    const found = await vscode.workspace.findFiles("**/Cargo.toml", "{**/target/**,**/node_modules/**}", 200);
    return found.map(({ fsPath }) => fsPath).toSorted((a, b) => depth(a) - depth(b) || a.localeCompare(b));
}

function depth(file: string): number {
    return file.split(/[/\\]/).length;
}

/** Paths of the sagemaker.json files of the opened folders. */
export async function findProjectFiles(): Promise<readonly string[]> {
    const found = await vscode.workspace.findFiles(`**/${PROJECT_FILE}`, "{**/target/**,**/node_modules/**}", 20);
    return found.map(({ fsPath }) => fsPath).toSorted();
}
