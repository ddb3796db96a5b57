import path from "node:path";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { exitOnSignals } from "./exitOnSignals.ts";
import { repository } from "./paths.ts";
import { createProfile, type Profile, removeProfile, type Settings } from "./profile.ts";
import { killProfileProcesses } from "./profileProcesses.ts";
import { installExtension, type Server, type ServerOptions, startServer } from "./server.ts";
import { currentRelease, floorRelease, installVsCode } from "./vscodeRelease.ts";

/** A real VS Code without a window: its server, and a browser for its pages. */
export interface VsCodeHost {
    readonly profile: Profile;
    readonly server: Server;
    readonly browser: Browser;
    /** Ends browser, server and whatever extensions left running, and deletes the profile. */
    stop(): Promise<void>;
}

export interface VsCodeHostOptions extends ServerOptions {
    readonly settings?: Settings;
    /** Packaged extensions to install first. */
    readonly vsix?: readonly string[];
}

/** Starts VS Code: the current release, or the oldest supported one if VSCODE_RELEASE is "floor". */
export async function startVsCodeHost(options: VsCodeHostOptions = {}): Promise<VsCodeHost> {
    exitOnSignals();
    const vscode = await installVsCode(process.env["VSCODE_RELEASE"] === "floor" ? floorRelease : currentRelease);
    const trust = { "security.workspace.trust.enabled": options.workspaceTrust ?? false };
    const profile = createProfile({ ...trust, ...options.settings });
    const removeAll = () => {
        killProfileProcesses(profile);
        removeProfile(profile);
    };
    process.once("exit", removeAll);
    for (const vsix of options.vsix ?? []) {
        await installExtension(vscode, profile, vsix);
    }
    const server = await startServer(vscode, profile, { ...options, env: { ...ownFolders(profile), ...options.env } });
    const browser = await launchBrowser();
    const stop = async () => {
        await browser.close();
        await server.stop();
        removeAll();
        process.off("exit", removeAll);
    };
    return { profile, server, browser, stop };
}

/** Keeps Local SageMaker's jobs out of the user's own, and has all copies of the sample share its compiled dependencies. */
function ownFolders(profile: Profile): Record<string, string> {
    return {
        XDG_DATA_HOME: path.join(profile.root, "share"),
        CARGO_TARGET_DIR: process.env["CARGO_TARGET_DIR"] ?? path.join(repository, "rust-sample/target"),
    };
}
