import type * as vscode from "vscode";

/** The files that are checked. VS Code itself knows the language of Dockerfiles. */
export const CHECKED_FILES: vscode.DocumentFilter[] = [
    { scheme: "file", language: "dockerfile" },
    { scheme: "file", pattern: "**/Cargo.toml" },
    { scheme: "file", pattern: "**/.cargo/config.toml" },
];
