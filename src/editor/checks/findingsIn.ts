import path from "node:path";
import type * as vscode from "vscode";
import { checkCargoConfig, checkDockerfile, checkManifest } from "../../core/image/checks/dockerfileChecks.ts";
import type { Finding } from "../../core/image/checks/finding.ts";
import { findProjectFiles } from "../manifests.ts";
import { checkedContext } from "./checkedContext.ts";
import { binsIn, checkedCrate } from "./checkedCrate.ts";
import { projectOfDockerfile } from "./projectOfDockerfile.ts";
import { textAbove } from "./workspaceText.ts";

/** Files are written by people; a longer one is something else, and would take long to look through. */
const MAX_CHARACTERS = 100_000;

/** What is wrong in a document, as far as SageMaker is concerned; nothing where no crate is trained or served with it. */
export async function findingsIn(document: vscode.TextDocument): Promise<readonly Finding[]> {
    const { fsPath } = document.uri;
    const text = document.getText();
    if (text.length > MAX_CHARACTERS || fsPath.endsWith(".dockerignore")) {
        return [];
    }
    switch (path.basename(fsPath)) {
        case "Cargo.toml":
            return (await isForSageMaker(path.dirname(fsPath)))
                ? checkManifest(text, (await textAbove(path.dirname(fsPath), "Cargo.lock"))?.text)
                : [];
        case "config.toml":
            return (await isForSageMaker(path.dirname(path.dirname(fsPath)))) ? checkCargoConfig(text) : [];
        default:
            return findingsInDockerfile(fsPath, text);
    }
}

async function findingsInDockerfile(file: string, text: string): Promise<readonly Finding[]> {
    const project = await projectOfDockerfile(file);
    if (project === undefined) {
        return [];
    }
    const { directory, settings, isNamed, isDescribed } = project;
    const crate = await checkedCrate(directory, settings);
    const { image } = settings;
    const target = isNamed ? image.target : undefined;
    const context = await checkedContext(file, path.resolve(directory, image.context), directory);
    return isDescribed || isStarted(crate.bins)
        ? checkDockerfile(text, { target, buildArgs: image.buildArgs, crate, context })
        : [];
}

/** Whether a folder is that of a crate with a sagemaker.json or a binary that SageMaker starts, or has a crate with such a file in it. */
async function isForSageMaker(directory: string): Promise<boolean> {
    const files = await findProjectFiles();
    return files.some((file) => !path.relative(directory, file).startsWith("..")) || isStarted(await binsIn(directory));
}

function isStarted(bins: readonly string[]): boolean {
    return bins.includes("train") || bins.includes("serve");
}
