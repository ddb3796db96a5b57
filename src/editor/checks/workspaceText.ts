import path from "node:path";
import * as vscode from "vscode";

/** The text of a file; undefined when it is not there or cannot be read, which no check depends on. */
export async function textIfThere(file: string): Promise<string | undefined> {
    try {
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(file)));
    } catch {
        return undefined;
    }
}

/** The nearest file of this name in a folder or in those above it, up to the opened one. */
export async function textAbove(
    directory: string,
    name: string,
): Promise<{ readonly directory: string; readonly text: string } | undefined> {
    const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(directory))?.uri.fsPath ?? directory;
    for (let folder = directory; ; folder = path.dirname(folder)) {
        const text = await textIfThere(path.join(folder, name));
        if (text !== undefined) {
            return { directory: folder, text };
        }
        if (folder === root || folder === path.dirname(folder)) {
            return undefined;
        }
    }
}

/** The names in a folder; none when there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
    try {
        return (await vscode.workspace.fs.readDirectory(vscode.Uri.file(folder))).map(([name]) => name);
    } catch {
        return [];
    }
}
