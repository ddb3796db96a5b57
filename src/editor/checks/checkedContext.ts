import path from "node:path";
import type { CheckedContext } from "../../core/image/checks/checkedImage.ts";
import { namesIn, textAbove, textIfThere } from "./workspaceText.ts";

/** What is in the folder that a build is sent: the ignore file that counts, and cargo's target folders of this crate. */
export async function checkedContext(dockerfile: string, context: string, crate: string): Promise<CheckedContext> {
    const ofDockerfile = `${dockerfile}.dockerignore`;
    const ofContext = path.join(context, ".dockerignore");
    const [own, common, workspace] = await Promise.all([
        textIfThere(ofDockerfile),
        textIfThere(ofContext),
        textAbove(crate, "Cargo.lock"),
    ]);
    const folders = await Promise.all([...new Set([crate, workspace?.directory ?? crate])].map(targetFolders));
    return {
        ignorePath: own === undefined ? ofContext : ofDockerfile,
        ignoreText: own ?? common,
        targetFolders: folders
            .flat()
            .map((folder) => path.relative(context, folder).split(path.sep).join("/"))
            .filter((folder) => !folder.startsWith("..")),
    };
}

/** A folder of that name that is not cargo's, such as one of sources, has no CACHEDIR.TAG. */
async function targetFolders(directory: string): Promise<readonly string[]> {
    const folder = path.join(directory, "target");
    return (await namesIn(folder)).includes("CACHEDIR.TAG") ? [folder] : [];
}
