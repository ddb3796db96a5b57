import * as vscode from "vscode";
import { CHECKED_FILES } from "./checkedFiles.ts";

/** Checks Dockerfiles and cargo's files while they are edited. What does so is loaded with the first one that is opened. */
export function imageChecks(onError: (error: unknown) => void): vscode.Disposable {
    const parts: vscode.Disposable[] = [];
    let isStarted = false;
    const start = async (document: vscode.TextDocument) => {
        if (!isStarted && vscode.languages.match(CHECKED_FILES, document) > 0) {
            isStarted = true;
            const { checkDocuments } = await import("./checkDocuments.ts");
            parts.push(checkDocuments(onError));
        }
    };
    const startOrTell = (document: vscode.TextDocument) => void start(document).catch(onError);
    parts.push(vscode.workspace.onDidOpenTextDocument(startOrTell));
    vscode.workspace.textDocuments.forEach(startOrTell);
    return { dispose: () => parts.splice(0).forEach((part) => part.dispose()) };
}
