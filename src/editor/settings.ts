import * as vscode from "vscode";

const SECTION = "rustSagemaker";

/** The user's settings, read anew with each call so that a change counts at once. */
export const settings = {
    cargoProgram: (): string => userValue("cargo.path") || "cargo",
    /** Empty for the platform's own folder. */
    localRoot: (): string => userValue("local.root"),
    /** Empty for the first engine on the PATH. */
    engineProgram: (): string => userValue("engine.path"),
    /** Where the secrets of image builds come from, as the user has written it. */
    imageSecrets: (): unknown => userSetting("image.secrets"),
    /** Empty for the credentials that the SDK finds by itself. */
    awsProfile: (): string => userValue("aws.profile"),
    /** Empty for the region of the environment or the profile. */
    awsRegion: (): string => userValue("aws.region"),
    /** Keeps the account that the user has chosen, among the user's own settings and never in a workspace. */
    async setAws(profile: string, region: string): Promise<void> {
        const configuration = vscode.workspace.getConfiguration(SECTION);
        await configuration.update("aws.profile", profile || undefined, vscode.ConfigurationTarget.Global);
        await configuration.update("aws.region", region, vscode.ConfigurationTarget.Global);
    },
    /** The ARN of the role that jobs and endpoints on AWS run under; empty for none. */
    executionRole: (): string => userValue("aws.executionRole"),
    /** Keeps the role that the user has chosen, as the account is kept. */
    async setExecutionRole(roleArn: string): Promise<void> {
        const configuration = vscode.workspace.getConfiguration(SECTION);
        await configuration.update("aws.executionRole", roleArn, vscode.ConfigurationTarget.Global);
    },
    /** In US dollars, for one training job; 0 for none. */
    budgetUsd: (): number => {
        const budget = userSetting("cost.budgetUsd");
        return typeof budget === "number" && budget > 0 ? budget : 0;
    },
    /** The largest body of a request in MiB; 0 for what SageMaker's API says. */
    maxPayloadMib: (): number => {
        const most = userSetting("request.maxPayloadMiB");
        return typeof most === "number" ? most : 0;
    },
    /** VS Code's own settings of a proxy; empty for that of the environment. */
    proxy: (): { readonly address: string; readonly direct: readonly string[] } => {
        const [address, direct] = [usersOwn("http", "proxy"), usersOwn("http", "noProxy")];
        return {
            address: typeof address === "string" ? address : "",
            direct: Array.isArray(direct) ? direct.filter((host) => typeof host === "string") : [],
        };
    },
    /** US dollars an hour above which the status bar warns; 0 for never. */
    costWarning: (): number => {
        const limit = userSetting("cost.warnAboveUsdPerHour");
        return typeof limit === "number" && limit > 0 ? limit : 0;
    },
    notifications: (): string => vscode.workspace.getConfiguration(SECTION).get<string>("notifications.jobs", "all"),
};

function userValue(key: string): string {
    const value = userSetting(key);
    return typeof value === "string" ? value : "";
}

/**
 * A setting that names a program, a folder or a secret. What a workspace says does not count, whatever its scope is declared to be: a
 * cloned repository must not choose what runs, and VS Code's own filters have let nested settings through.
 */
function userSetting(key: string): unknown {
    return usersOwn(SECTION, key);
}

function usersOwn(section: string, key: string): unknown {
    const found = vscode.workspace.getConfiguration(section).inspect<unknown>(key);
    return found?.globalValue ?? found?.defaultValue;
}
