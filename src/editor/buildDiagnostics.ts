import * as vscode from "vscode";
import { type CompilerDiagnostic, fileOf } from "../core/workspace/compilerDiagnostic.ts";
import type { Project } from "../core/workspace/project.ts";

/** What rustc says about a build, in the Problems view. A new build begins with an empty list. */
export interface BuildDiagnostics extends vscode.Disposable {
    begin(): void;
    add(project: Project, diagnostic: CompilerDiagnostic): void;
}

/** The diagnostics of the builds of this window. */
export function buildDiagnostics(): BuildDiagnostics {
    // A name of its own, so that rust-analyzer's diagnostics stand beside these and are not replaced.
    const collection = vscode.languages.createDiagnosticCollection("rust-sagemaker");
    return {
        begin: () => collection.clear(),
        add({ crate }, diagnostic) {
            const uri = vscode.Uri.file(fileOf(diagnostic, crate.workspaceRoot));
            collection.set(uri, [...(collection.get(uri) ?? []), diagnosticOf(diagnostic)]);
        },
        dispose: () => collection.dispose(),
    };
}

function diagnosticOf({ level, message, code, start, end }: CompilerDiagnostic): vscode.Diagnostic {
    const range = new vscode.Range(start.line, start.column, end.line, end.column);
    const severity = level === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
    const diagnostic = new vscode.Diagnostic(range, message, severity);
    diagnostic.source = "rustc";
    if (code !== undefined) {
        diagnostic.code = code;
    }
    return diagnostic;
}
