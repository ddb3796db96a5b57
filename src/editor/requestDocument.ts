import * as vscode from "vscode";

/** What the name of a request's document ends with; the menus of editors know it by that. */
const ENDING = ".request.json";

/** Opens a request in an editor that is not saved anywhere. A request of this name that is open already is replaced. */
export async function showRequestText(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: "untitled", path: `${name}${ENDING}` });
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    await vscode.workspace.applyEdit(edit);
    await vscode.languages.setTextDocumentLanguage(document, "json");
    await vscode.window.showTextDocument(document);
}

/** The text of the editor in front; undefined without one. */
export function textInFront(): string | undefined {
    return vscode.window.activeTextEditor?.document.getText();
}
