import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { repository } from "./paths.ts";
import { asRoot, mayBecomeRoot, stopWith } from "./root.ts";
import { runProgram } from "./runProgram.ts";

const ownCandidates = ["/usr/bin/chromium", "/usr/bin/google-chrome", chromium.executablePath()];

/** The browser that shows VS Code to tests: $CHROMIUM, or what is installed. */
export function browserProgram(): string | undefined {
    return process.env["CHROMIUM"] ?? ownCandidates.find((file) => existsSync(file));
}

/** Installs Chromium where there is none, or says which command does and stops. */
export async function installBrowser(): Promise<void> {
    if (browserProgram() !== undefined) {
        return;
    }
    const why = "Chromium shows VS Code to the tests and the demo, without a window";
    const steps = installSteps();
    if (!mayBecomeRoot()) {
        stopWith(`${why}, and is missing. Please run:\n${steps.map((step) => `  sudo ${step.join(" ")}`).join("\n")}`);
    }
    console.log(`${why}. Installing it (about 400 MB).`);
    for (const [program, ...args] of steps.map(asRoot)) {
        await runProgram(program, args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    }
}

/** Debian has a Chromium; Ubuntu's is a snap, which neither sees the temporary folder nor takes a profile elsewhere. */
function installSteps(): [string, ...string[]][] {
    if (/^ID=debian$/m.test(existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "")) {
        const apt = ["-o", "DPkg::Lock::Timeout=300", "-qq"];
        return [
            ["apt-get", ...apt, "update"],
            ["apt-get", ...apt, "install", "--yes", "--no-install-recommends", "chromium"],
        ];
    }
    const cli = path.join(repository, "node_modules/playwright-core/cli.js");
    return [
        [process.execPath, cli, "install-deps", "chromium"],
        [process.execPath, cli, "install", "chromium"],
    ];
}
