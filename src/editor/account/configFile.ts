import * as vscode from "vscode";

/** Opens the shared configuration, or an editor under its name that is written when it is saved. */
export async function openConfigFile(file: string): Promise<void> {
    const uri = vscode.Uri.file(file);
    try {
        await vscode.workspace.fs.stat(uri);
        await vscode.window.showTextDocument(uri);
    } catch {
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri.with({ scheme: "untitled" })));
    }
}
