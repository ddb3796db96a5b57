import * as vscode from "vscode";
import { Problem } from "../../core/problem.ts";
import { bodyLimit } from "../../core/request/bodyLimit.ts";
import { extensionFor } from "../../core/request/payload.ts";
import { settings } from "../settings.ts";
import type { PanelDocuments } from "./panelNeeds.ts";

/**
 * The editor's documents and dialogs. It remembers the text editor that was used last: while a panel has the focus, VS Code names none as
 * active.
 */
export function vscodeDocuments(): PanelDocuments & vscode.Disposable {
    let last = vscode.window.activeTextEditor;
    const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor && editor.document.uri.scheme !== "output") {
            last = editor;
        }
    });
    return {
        dispose: () => listener.dispose(),
        editorText() {
            const editor = last ?? vscode.window.visibleTextEditors[0];
            if (!editor || editor.document.isClosed) {
                return undefined;
            }
            const { document, selection } = editor;
            const text = document.getText(selection.isEmpty ? undefined : selection);
            return { name: nameOf(document.uri), languageId: document.languageId, text };
        },
        async chooseFile() {
            const [file] =
                (await vscode.window.showOpenDialog({ title: "Choose the Request's Body", openLabel: "Use as Body" })) ?? [];
            return file && { name: nameOf(file), body: await readBody(file) };
        },
        async save(name, body) {
            const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
            const defaultUri = folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name);
            const file = await vscode.window.showSaveDialog({ title: "Save the Answer", defaultUri });
            if (file) {
                await vscode.workspace.fs.writeFile(file, body);
            }
        },
        open: openAnswer,
    };
}

/** Reads a file that fits into a request; one that does not is refused before it fills the memory. */
async function readBody(file: vscode.Uri): Promise<Uint8Array> {
    const { size } = await vscode.workspace.fs.stat(file);
    const most = bodyLimit(undefined, settings.maxPayloadMib());
    if (size > most) {
        throw new Problem("invalidRequest", `SageMaker takes at most ${most} bytes, and this file has ${size}: ${nameOf(file)}.`);
    }
    return vscode.workspace.fs.readFile(file);
}

/** Opens an answer as an untitled document, so that nothing is written until the user saves it. The page offers this for text alone. */
async function openAnswer(contentType: string, body: Uint8Array): Promise<void> {
    const language = LANGUAGES[extensionFor(contentType)] ?? "plaintext";
    const document = await vscode.workspace.openTextDocument({ content: new TextDecoder().decode(body), language });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

const LANGUAGES: Readonly<Record<string, string>> = { json: "json", jsonl: "jsonl", xml: "xml", html: "html" };

function nameOf(uri: vscode.Uri): string {
    return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
