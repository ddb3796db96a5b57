import * as vscode from "vscode";

const SECTION = "rustSagemaker";

/** The user's settings, read anew with each call so that a change counts at once. */
export const settings = {
    cargoProgram: (): string => userValue("cargo.path") || "cargo",
    /** Empty for the platform's own folder. */
    localRoot: (): string => userValue("local.root"),
    notifications: (): string => vscode.workspace.getConfiguration(SECTION).get<string>("notifications.jobs", "all"),
};

/**
 * A setting that names a program or a folder. What a workspace says does not count, whatever its scope is declared to be: a cloned
 * repository must not choose what runs, and VS Code's own filters have let nested settings through.
 */
function userValue(key: string): string {
    const found = vscode.workspace.getConfiguration(SECTION).inspect<unknown>(key);
    const value = found?.globalValue ?? found?.defaultValue;
    return typeof value === "string" ? value : "";
}
