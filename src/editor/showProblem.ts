import * as vscode from "vscode";
import { Problem, type Remedy } from "../core/problem.ts";
import { errorText } from "../core/text/errorText.ts";
import { withoutLinks } from "./withoutLinks.ts";

/** The only place that tells the user about a failure: what happened, and the next step as a button. */
export async function showProblem(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
    log.error(error instanceof Error ? error : String(error));
    if (error instanceof Error && error.cause instanceof Error) {
        log.error(error.cause);
    }
    const { message, remedy } = Problem.is(error)
        ? error
        : { message: `Something went wrong in this extension: ${errorText(error)}`, remedy: { kind: "showLog" } as const };
    const label = labelOf(remedy);
    if ((await vscode.window.showErrorMessage(withoutLinks(message), label)) === label) {
        await applyRemedy(remedy, log);
    }
}

function labelOf(remedy: Remedy): string {
    return remedy.kind === "showLog" ? "Show Log" : remedy.label;
}

/** Takes the way out that a problem offered. */
export async function applyRemedy(remedy: Remedy, log: vscode.LogOutputChannel): Promise<void> {
    switch (remedy.kind) {
        case "openPage":
            await vscode.env.openExternal(vscode.Uri.parse(remedy.url));
            return;
        case "openSetting":
            await vscode.commands.executeCommand("workbench.action.openSettings", remedy.key);
            return;
        case "openFile":
            await openFile(remedy);
            return;
        case "runCommand":
            await vscode.commands.executeCommand(remedy.command, ...(remedy.args ?? []));
            return;
        case "showJson":
            await showJson(remedy.text);
            return;
        case "showProblems":
            await vscode.commands.executeCommand("workbench.actions.view.problems");
            return;
        case "showLog":
            log.show();
    }
}

async function showJson(content: string): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: "json" }));
}

async function openFile({ path, line = 0, column = 0 }: Extract<Remedy, { kind: "openFile" }>): Promise<void> {
    const at = new vscode.Position(line, column);
    await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at) });
}
