import path from "node:path";
import type { ImageUse } from "../../core/image/inspect/imageFacts.ts";
import { packageName } from "../../core/workspace/cargoBins.ts";
import { ProjectFile, readProjectFile } from "../../core/workspace/projectFile.ts";
import { textIfThere } from "../checks/workspaceText.ts";
import { findProjectFiles } from "../manifests.ts";

/** The instance types that the sagemaker.json of a crate of this window names; the defaults where there is none. */
export async function imageUseOf(crate: string | undefined): Promise<ImageUse> {
    for (const file of crate === undefined ? [] : await findProjectFiles()) {
        const manifest = await textIfThere(path.join(path.dirname(file), "Cargo.toml"));
        const read = readProjectFile((await textIfThere(file)) ?? "");
        if (manifest !== undefined && packageName(manifest) === crate && "project" in read) {
            return useOf(read.project, true);
        }
    }
    return useOf(ProjectFile.parse({}), false);
}

function useOf({ training, endpoint }: ProjectFile, isChosen: boolean): ImageUse {
    return { trainingInstanceType: training.instanceType, endpointInstanceType: endpoint.instanceType, isChosen };
}
