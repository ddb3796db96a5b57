import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import webpack, { type Configuration } from "webpack";
import { repository } from "../../host/paths.ts";

const MANIFEST = {
    name: "panels",
    publisher: "test",
    version: "0.0.1",
    engines: { vscode: "^1.103.0" },
    main: "./dist/extension/main.cjs",
    activationEvents: ["onWebviewPanel:rustSagemaker.panel"],
    contributes: {
        commands: [
            { command: "panels.job", title: "Panels: Job" },
            { command: "panels.endpoint", title: "Panels: Endpoint" },
            { command: "panels.delete", title: "Panels: Delete Endpoint" },
        ],
    },
};

/** Builds the extension that shows the panels of a scripted place, with the real page and styles, and answers its folder. */
export async function buildExtension(): Promise<string> {
    const folder = path.join(repository, "out/panelExtension");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify(MANIFEST));
    symlinkSync(path.join(repository, "media"), path.join(folder, "media"));
    const ours: { default: Configuration[] } = await import(path.join(repository, "webpack.config.mjs"));
    const named = (name: string) => ours.default.find((one) => one.name === name);
    await build([
        {
            ...named("extension"),
            entry: path.join(import.meta.dirname, "extension.ts"),
            ...into(folder, "extension", "main.cjs"),
        },
        { ...named("panel"), ...into(folder, "panel", "main.js") },
    ]);
    return folder;
}

/** What differs from the shipped bundles: where they go, and how long it takes. */
function into(folder: string, name: string, filename: string): Configuration {
    const output = {
        path: path.join(folder, "dist", name),
        filename,
        library: { type: name === "panel" ? "window" : "commonjs2" },
    };
    return { context: repository, mode: "development", devtool: false, output };
}

async function build(bundles: Configuration[]): Promise<void> {
    await new Promise<void>((resolve, reject) => {
        webpack(bundles, (error, stats) => {
            if (error || stats?.hasErrors() !== false) {
                reject(error ?? new Error(stats?.toString("errors-only")));
            } else {
                resolve();
            }
        });
    });
}
