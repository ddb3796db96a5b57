import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Profile } from "./profile.ts";

/** The whole text of an output channel so far, of every window, from the files that VS Code keeps of it. */
export function outputChannelText(profile: Profile, channel: string): string {
    const name = `${channel.replace(/[\\/:*?"<>|]/g, "")}.log`; // as VS Code makes a file name of it
    const files = logFiles(profile).filter((file) => path.basename(file).replace(/^\d+-/, "") === name);
    return files.map((file) => readFileSync(file, "utf8")).join("");
}

/** What extension hosts logged: each activation with its event, and errors with their stacks. */
export function extensionHostLog(profile: Profile): string {
    const files = logFiles(profile).filter((file) => path.basename(file) === "remoteexthost.log");
    return files.map((file) => readFileSync(file, "utf8")).join("");
}

function logFiles(profile: Profile): string[] {
    const logs = path.join(profile.data, "logs");
    const names = existsSync(logs) ? readdirSync(logs, { recursive: true, encoding: "utf8" }) : [];
    return names.map((name) => path.join(logs, name)).filter((file) => statSync(file).isFile());
}
