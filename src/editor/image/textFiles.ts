import * as vscode from "vscode";

/** The text of a file; undefined when there is no such file. */
export async function readText(file: string): Promise<string | undefined> {
    try {
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(file)));
    } catch (error) {
        if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") {
            return undefined;
        }
        throw error;
    }
}

/** Writes a file, and the folders above it that are not there. */
export async function writeText(file: string, text: string): Promise<void> {
    await vscode.workspace.fs.writeFile(vscode.Uri.file(file), new TextEncoder().encode(text));
}

/** Whether there is a file of this path. */
export async function isFile(file: string): Promise<boolean> {
    try {
        return ((await vscode.workspace.fs.stat(vscode.Uri.file(file))).type & vscode.FileType.File) !== 0;
    } catch {
        return false;
    }
}

/** Opens a file in an editor. */
export async function openText(file: string): Promise<void> {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
}

/** The folders that are open in this window. */
export function openFolders(): readonly string[] {
    return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}
