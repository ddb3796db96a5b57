import { installBrowser } from "./browserProgram.ts";
import { installPythonTools } from "./pythonTools.ts";
import { installRustTools } from "./rustToolchain.ts";
import { currentRelease, floorRelease, installVsCode } from "./vscodeRelease.ts";

// Installs what npm and cargo do not bring: `node test/host/install.ts [rust] [browser] [python] [vscode] [vscode-floor]`.
const parts: Record<string, () => Promise<unknown>> = {
    rust: installRustTools,
    browser: installBrowser,
    python: installPythonTools,
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
