import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { repository } from "./paths.ts";
import { runProgram } from "./runProgram.ts";
import { installPackages, isDebian, runAsRoot } from "./systemPackages.ts";

/** The browser that shows VS Code to tests: $CHROMIUM, or the one that is installed. */
export function browserProgram(): string | undefined {
    const installed = ["/usr/bin/chromium", "/usr/bin/google-chrome", chromium.executablePath()];
    return process.env["CHROMIUM"] ?? installed.find((file) => existsSync(file));
}

/** Installs Chromium where there is none, or says which command does and stops. */
export async function installBrowser(): Promise<void> {
    if (browserProgram() !== undefined) {
        return;
    }
    const why = "Installing Chromium, which shows VS Code to the tests and the demo without a window (0.4 GB)";
    if (isDebian) {
        await installPackages(why, ["chromium"]);
        return;
    }
    // Ubuntu's Chromium is a snap, which sees neither the temporary folder nor a profile there.
    const cli = path.join(repository, "node_modules/playwright-core/cli.js");
    await runAsRoot(why, [[process.execPath, cli, "install-deps", "chromium"]]);
    await runProgram(process.execPath, [cli, "install", "chromium"]);
}
