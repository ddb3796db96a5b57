import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A fresh user's folders; everything VS Code and its extensions write lies below `root`. */
export interface Profile {
    readonly root: string;
    readonly data: string;
    readonly extensions: string;
    /** TMPDIR of the editor: sockets are made there, and their paths end at 107 characters. */
    readonly temporary: string;
    /** Where programs keep a user's data, XDG_DATA_HOME. */
    readonly userData: string;
}

export type Settings = Readonly<Record<string, unknown>>;

/** What would put something on the screen, or on the network, that nobody asked for. */
const quietSettings: Settings = {
    "workbench.startupEditor": "none",
    "workbench.welcomePage.experimentalOnboarding": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.tips.enabled": false,
    "workbench.enableExperiments": false,
    "workbench.editor.useModal": "off",
    "workbench.colorTheme": "Default Dark Modern",
    "chat.disableAIFeatures": true,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "update.showReleaseNotes": false,
    "extensions.autoUpdate": false,
    "extensions.autoCheckUpdates": false,
    "extensions.ignoreRecommendations": true,
    "git.openRepositoryInParentFolders": "never",
    "remote.autoForwardPorts": false,
};

/** Makes a new profile whose user settings are the quiet ones and `settings`, which win. */
export function createProfile(settings: Settings = {}): Profile {
    const profile = profileAt(mkdtempSync(path.join(os.tmpdir(), "rs-")));
    writeSettings(profile, settings);
    return profile;
}

/** The profile in a folder, which keeps what it holds; a new one has the quiet settings. */
export function profileAt(root: string): Profile {
    const profile = {
        root,
        data: path.join(root, "data"),
        extensions: path.join(root, "extensions"),
        temporary: path.join(root, "tmp"),
        userData: path.join(root, "share"),
    };
    for (const folder of [path.join(profile.data, "User"), profile.extensions, profile.temporary]) {
        mkdirSync(folder, { recursive: true });
    }
    if (!existsSync(settingsFile(profile))) {
        writeSettings(profile, {});
    }
    return profile;
}

const settingsFile = (profile: Profile) => path.join(profile.data, "User/settings.json");

function writeSettings(profile: Profile, settings: Settings): void {
    writeFileSync(settingsFile(profile), JSON.stringify({ ...quietSettings, ...settings }, null, 4));
}

/** Deletes all that was written under the profile. */
export function removeProfile(profile: Profile): void {
    rmSync(profile.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
