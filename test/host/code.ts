import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { workbenchUrl } from "./address.ts";
import { exitOnSignals } from "./exitOnSignals.ts";
import { repository } from "./paths.ts";
import { profileAt } from "./profile.ts";
import { installExtension, startServer } from "./server.ts";
import { programPath } from "./systemPackages.ts";
import { currentRelease, installVsCode } from "./vscodeRelease.ts";

// Opens VS Code for a person, with the extension and the sample: the installed one, else one in the browser.
const sample = path.join(repository, "rust-sample");
const code = programPath("code");
if (code === undefined) {
    await openInBrowser();
} else {
    console.log(`Opening ${sample} in ${code}`);
    spawn(code, [`--extensionDevelopmentPath=${repository}`, sample], { stdio: "inherit" });
}

async function openInBrowser(): Promise<void> {
    exitOnSignals();
    const vscode = await installVsCode(currentRelease);
    const profile = profileAt(path.join(repository, "out/vscode"));
    await installExtension(vscode, profile, path.join(repository, "out/rust-sagemaker.vsix"));
    const token = randomBytes(16).toString("hex");
    const server = await startServer(vscode, profile, { token });
    const url = `${workbenchUrl(server, sample)}&tkn=${token}`;
    console.log(`There is no \`code\` on the PATH, so VS Code runs in the browser:\n\n    ${url}\n\nCtrl+C ends it.`);
    const opener = process.platform === "darwin" ? "open" : "xdg-open";
    const hasDisplay = process.platform === "darwin" || Boolean(process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]);
    if (hasDisplay && programPath(opener) !== undefined) {
        spawn(opener, [url], { stdio: "ignore" });
    }
    await server.ended;
}
