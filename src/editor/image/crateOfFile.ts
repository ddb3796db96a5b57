import path from "node:path";
import { packageName } from "../../core/workspace/cargoBins.ts";
import { projectOfDockerfile } from "../checks/projectOfDockerfile.ts";
import { textIfThere } from "../checks/workspaceText.ts";

/** The name of the crate of a Cargo.toml, a sagemaker.json or a Dockerfile; undefined for a workspace's manifest, and where there is no crate. */
export async function crateOfFile(file: string): Promise<string | undefined> {
    const isBeside = /\.(?:toml|json)$/.test(file);
    const directory = isBeside ? path.dirname(file) : (await projectOfDockerfile(file))?.directory;
    const manifest = directory === undefined ? undefined : await textIfThere(path.join(directory, "Cargo.toml"));
    return manifest === undefined ? undefined : packageName(manifest);
}
