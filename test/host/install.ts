import { installBrowser } from "./browserProgram.ts";
import { installBaseImages } from "./containers/baseImages.ts";
import { installContainerEngine, whyNoEngine } from "./containers/enginePackages.ts";
import { installPythonTools } from "./pythonTools.ts";
import { installRustTools } from "./rustToolchain.ts";
import { currentRelease, floorRelease, installVsCode } from "./vscodeRelease.ts";

// Installs what npm and cargo do not bring: `node test/host/install.ts [rust] [browser] [python] [containers] [vscode] [vscode-floor]`.
const parts: Record<string, () => Promise<unknown>> = {
    rust: installRustTools,
    browser: installBrowser,
    python: installPythonTools,
    containers: installContainers,
    vscode: () => installVsCode(currentRelease),
    "vscode-floor": () => installVsCode(floorRelease),
};

for (const name of process.argv.slice(2)) {
    const part = parts[name];
    if (part === undefined) {
        throw new Error(`No such part: ${name}. There are ${Object.keys(parts).join(", ")}.`);
    }
    await part();
}

async function installContainers(): Promise<void> {
    const reason = whyNoEngine();
    if (reason !== undefined) {
        console.log(`No container engine is installed: ${reason}.`);
        return;
    }
    await installContainerEngine();
    await installBaseImages();
}
