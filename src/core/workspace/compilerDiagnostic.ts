import path from "node:path";

/** An error or warning of rustc at a place; lines and columns from 0, the end exclusive. */
export interface CompilerDiagnostic {
    readonly level: "error" | "warning";
    readonly message: string;
    /** An error code such as E0308, when rustc gives one. */
    readonly code: string | undefined;
    /** The file as rustc names it: absolute, or relative to the root of the workspace that `manifestPath` belongs to. */
    readonly file: string;
    /** The manifest of the crate that was compiled, which may lie outside the workspace. */
    readonly manifestPath: string;
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
}

/** The file of a diagnostic. A crate outside the workspace, such as a path dependency, is compiled from its own folder. */
export function fileOf({ file, manifestPath }: CompilerDiagnostic, workspaceRoot: string): string {
    const isMember = !path.relative(workspaceRoot, manifestPath).startsWith("..");
    return path.resolve(isMember ? workspaceRoot : path.dirname(manifestPath), file);
}
