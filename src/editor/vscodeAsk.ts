import * as vscode from "vscode";
import { redact } from "../core/redact.ts";
import type { Ask, Choice } from "./ask.ts";
import { askSteps } from "./multiStep.ts";
import { withoutLinks } from "./withoutLinks.ts";

/** The questions, put by VS Code's own inputs. */
export const vscodeAsk: Ask = {
    async confirm(question, detail, yes) {
        return (await vscode.window.showWarningMessage(redact(question), { modal: true, detail: redact(detail) }, yes)) === yes;
    },
    async choose(question, detail, buttons) {
        return vscode.window.showWarningMessage(redact(question), { modal: true, detail: redact(detail) }, ...buttons);
    },
    async pick<T>(title: string, choices: readonly Choice<T>[]) {
        return (await vscode.window.showQuickPick([...choices], { title, placeHolder: title, matchOnDescription: true }))?.value;
    },
    steps: askSteps,
    async tell(message, ...buttons) {
        return vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
    },
    async warn(message, ...buttons) {
        return vscode.window.showWarningMessage(withoutLinks(message), ...buttons);
    },
    async chooseFolder(title, from) {
        const options = { title, defaultUri: vscode.Uri.file(from), canSelectFiles: false, canSelectFolders: true };
        return (await vscode.window.showOpenDialog(options))?.[0]?.fsPath;
    },
};
