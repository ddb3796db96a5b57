import * as vscode from "vscode";
import type { Change, Finding, Fix } from "../../core/image/checks/finding.ts";

/** Offers the fixes of what was found in a document at the place that VS Code asks about. */
export function quickFixes(foundIn: (document: vscode.TextDocument) => readonly Finding[]): vscode.CodeActionProvider {
    return {
        async provideCodeActions(document, range, { diagnostics }) {
            const here = foundIn(document).filter(({ start, end }) => {
                const place = new vscode.Range(document.positionAt(start), document.positionAt(end));
                return place.intersection(range) !== undefined;
            });
            const actions = here.flatMap(({ id, fixes }) => {
                const told = diagnostics.filter(({ source, code }) => source === "SageMaker" && code === id);
                return fixes.map((fix) => actionOf(document, fix, told));
            });
            return Promise.all(actions);
        },
    };
}

async function actionOf(
    document: vscode.TextDocument,
    { title, changes }: Fix,
    diagnostics: readonly vscode.Diagnostic[],
): Promise<vscode.CodeAction> {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [...diagnostics];
    action.isPreferred = true;
    action.edit = new vscode.WorkspaceEdit();
    for (const change of changes) {
        await apply(action.edit, document, change);
    }
    return action;
}

async function apply(edit: vscode.WorkspaceEdit, document: vscode.TextDocument, change: Change): Promise<void> {
    if (change.kind === "replace") {
        const range = new vscode.Range(document.positionAt(change.start), document.positionAt(change.end));
        edit.replace(document.uri, range, change.text);
        return;
    }
    const uri = vscode.Uri.file(change.path);
    const lines = change.lines.map((line) => `${line}\n`).join("");
    const there = await openIfThere(uri);
    if (there === undefined) {
        // With its content at once VS Code would refuse the edit of an action that another extension asked for.
        edit.createFile(uri, { ignoreIfExists: true });
        edit.insert(uri, new vscode.Position(0, 0), lines);
        return;
    }
    const end = there.lineAt(there.lineCount - 1).range.end;
    edit.insert(uri, end, end.character === 0 ? lines : `\n${lines}`);
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
    try {
        return await vscode.workspace.openTextDocument(uri);
    } catch {
        return undefined;
    }
}
