import * as vscode from "vscode";
import { Problem } from "../core/problem.ts";

/** Refuses to build or run what is in a workspace that the user has not trusted. A hidden command can still be called, so each one asks. */
export function requireTrust(): void {
    if (!vscode.workspace.isTrusted) {
        throw new Problem(
            "untrustedWorkspace",
            "This folder is open in Restricted Mode, in which nothing of it is built or run. Trust it first.",
            {
                remedy: { kind: "runCommand", label: "Manage Workspace Trust", command: "workbench.trust.manage" },
            },
        );
    }
}
