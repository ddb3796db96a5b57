import * as vscode from "vscode";
import { once } from "../core/once.ts";
import { findManifests } from "../editor/manifests.ts";
import type { FindSource } from "../editor/logs/sourceFiles.ts";
import { sourceLinks } from "../editor/logs/sourceLinks.ts";
import { applyRemedy } from "../editor/showProblem.ts";
import { withProgress } from "../editor/progress.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import { pickers } from "./pickers.ts";
import type { Commands, Shared } from "./shared.ts";

type Ids = "rustSagemaker.job.explain" | "rustSagemaker.endpoint.explain";

/** Builds what explains failures, and the way from a log into the sources; both are loaded when they are first needed. */
export function failures(shared: Shared): Commands<Ids> {
    const { context, connect, log, report, runCommand, showReport } = shared;
    const finder = once(async () => (await import("./lazy/sources.ts")).sources(findManifests));
    const find: FindSource = async (...where) => (await finder())(...where);
    context.subscriptions.push(sourceLinks(finder, vscode.Uri.joinPath(context.globalStorageUri, "logs").fsPath));
    const explain = once(async () => {
        const [{ explainFailure }, { evidenceOf }] = await Promise.all([
            import("../editor/commands/explainFailure.ts"),
            import("../editor/failure/evidenceOf.ts"),
        ]);
        return explainFailure({
            ...pickers(shared),
            evidenceOf: evidenceOf({ ...connect, now: () => new Date() }),
            findSource: find,
            firstFolder: () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
            show: showReport,
            openFile: (file, line, column) =>
                applyRemedy({ kind: "openFile", label: "Open", path: file, line: line - 1, column: column - 1 }, log),
            runCommand,
            ask,
            progress: withProgress,
            report,
        });
    });
    return {
        "rustSagemaker.job.explain": async (signal, node) => (await explain()).job(signal, node),
        "rustSagemaker.endpoint.explain": async (signal, node) => (await explain()).endpoint(signal, node),
    };
}
