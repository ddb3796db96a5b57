import * as vscode from "vscode";
import type { Finding } from "../../core/image/checks/finding.ts";
import { CHECKED_FILES } from "./checkedFiles.ts";
import { findingsIn } from "./findingsIn.ts";
import { quickFixes } from "./quickFixes.ts";

/** A change is checked when nothing was typed for so long. */
const REST_MS = 300;

/** What the checks of these documents hang on beside their own text. */
const RELATED_FILES = "**/{sagemaker.json,Cargo.toml,Cargo.lock,*.dockerignore}";

/** Keeps what is found in the open documents in the Problems view, with fixes, until this is disposed. Nothing is run for it. */
export function checkDocuments(onError: (error: unknown) => void): vscode.Disposable {
    const collection = vscode.languages.createDiagnosticCollection("rust-sagemaker-checks");
    const found = new Map<string, readonly Finding[]>();
    const timers = new Map<string, NodeJS.Timeout>();
    const forget = ({ uri }: { readonly uri: vscode.Uri }) => {
        clearTimeout(timers.get(uri.toString()));
        timers.delete(uri.toString());
        found.delete(uri.toString());
        collection.delete(uri);
    };
    const check = async (document: vscode.TextDocument) => {
        const { version, uri } = document;
        const findings = await findingsIn(document);
        if (!document.isClosed && document.version === version) {
            found.set(uri.toString(), findings);
            collection.set(
                uri,
                findings.map((finding) => diagnosticOf(document, finding)),
            );
        }
    };
    const checkAfter = (document: vscode.TextDocument, ms: number) => {
        if (vscode.languages.match(CHECKED_FILES, document) > 0) {
            const key = document.uri.toString();
            clearTimeout(timers.get(key));
            const timer = setTimeout(() => void check(document).catch(onError), ms);
            timers.set(key, timer);
        }
    };
    const checkAll = (ms: number) => vscode.workspace.textDocuments.forEach((document) => checkAfter(document, ms));
    const related = vscode.workspace.createFileSystemWatcher(RELATED_FILES);
    checkAll(0);
    return vscode.Disposable.from(
        collection,
        related,
        related.onDidChange(() => checkAll(REST_MS)),
        related.onDidCreate(() => checkAll(REST_MS)),
        related.onDidDelete(() => checkAll(REST_MS)),
        vscode.workspace.onDidOpenTextDocument((document) => checkAfter(document, 0)),
        vscode.workspace.onDidSaveTextDocument((document) => checkAfter(document, 0)),
        vscode.workspace.onDidChangeTextDocument(({ document }) => checkAfter(document, REST_MS)),
        vscode.workspace.onDidCloseTextDocument(forget),
        vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => forget({ uri }))),
        vscode.languages.registerCodeActionsProvider(
            CHECKED_FILES,
            quickFixes((document) => found.get(document.uri.toString()) ?? []),
            { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
        ),
        { dispose: () => timers.forEach((timer) => clearTimeout(timer)) },
    );
}

const SEVERITY = {
    error: vscode.DiagnosticSeverity.Error,
    warning: vscode.DiagnosticSeverity.Warning,
    information: vscode.DiagnosticSeverity.Information,
};

function diagnosticOf(document: vscode.TextDocument, { id, message, severity, start, end }: Finding): vscode.Diagnostic {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const diagnostic = new vscode.Diagnostic(range, message, SEVERITY[severity]);
    diagnostic.source = "SageMaker";
    diagnostic.code = id;
    return diagnostic;
}
