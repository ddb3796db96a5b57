import * as vscode from "vscode";
import type { BuildDiagnostic } from "../../core/image/build/buildOutput.ts";

/** What the builds of images say, in the Problems view. */
export interface ImageDiagnostics {
    /** Forgets what the earlier builds of a crate said. */
    begin(crate: string): void;
    add(crate: string, diagnostic: BuildDiagnostic): void;
}

/** The diagnostics of the image builds of this window. */
export function imageDiagnostics(): ImageDiagnostics & vscode.Disposable {
    const ofCrate = new Map<string, vscode.DiagnosticCollection>();
    const collection = (crate: string) => {
        const found = ofCrate.get(crate) ?? vscode.languages.createDiagnosticCollection(`rust-sagemaker-image-${crate}`);
        ofCrate.set(crate, found);
        return found;
    };
    return {
        begin: (crate) => collection(crate).clear(),
        add(crate, diagnostic) {
            const uri = vscode.Uri.file(diagnostic.file);
            collection(crate).set(uri, [...(collection(crate).get(uri) ?? []), diagnosticOf(diagnostic)]);
        },
        dispose: () => ofCrate.forEach((one) => one.dispose()),
    };
}

function diagnosticOf({ level, message, code, source, line, column }: BuildDiagnostic): vscode.Diagnostic {
    // VS Code widens an empty range to the word at its place; rustc's text has no end of it.
    const at = new vscode.Range(line, column, line, column);
    const severity = level === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
    const diagnostic = new vscode.Diagnostic(at, message, severity);
    diagnostic.source = source;
    if (code !== undefined) {
        diagnostic.code = code;
    }
    return diagnostic;
}
