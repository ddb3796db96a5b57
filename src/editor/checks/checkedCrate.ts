import path from "node:path";
import type { CheckedCrate } from "../../core/image/checks/checkedImage.ts";
import { binsOf } from "../../core/workspace/cargoBins.ts";
import type { ProjectFile } from "../../core/workspace/projectFile.ts";
import { namesIn, textAbove, textIfThere } from "./workspaceText.ts";

/** What files tell about a crate. */
export async function checkedCrate(directory: string, { training, endpoint }: ProjectFile): Promise<CheckedCrate> {
    return {
        bins: await binsIn(directory),
        trainingInstanceType: training.instanceType,
        endpointInstanceType: endpoint.instanceType,
        lock: (await textAbove(directory, "Cargo.lock"))?.text,
    };
}

/** Names of the binaries of the crate in a folder. */
export async function binsIn(directory: string): Promise<readonly string[]> {
    const [manifest, own, bins] = await Promise.all([
        textIfThere(path.join(directory, "Cargo.toml")),
        namesIn(path.join(directory, "src")),
        namesIn(path.join(directory, "src/bin")),
    ]);
    // A folder in src/bin is a binary by its main.rs; whether it has one is not worth another look.
    const roots = bins.map((name) => `src/bin/${name.endsWith(".rs") ? name : `${name}/main.rs`}`);
    return binsOf(manifest ?? "", [...(own.includes("main.rs") ? ["src/main.rs"] : []), ...roots]);
}
