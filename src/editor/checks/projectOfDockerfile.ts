import path from "node:path";
import { PROJECT_FILE } from "../../core/workspace/project.ts";
import { ProjectFile, readProjectFile } from "../../core/workspace/projectFile.ts";
import { findProjectFiles } from "../manifests.ts";
import { textIfThere } from "./workspaceText.ts";

/** The crate that a Dockerfile belongs to. */
interface DockerfileProject {
    /** The folder of its sagemaker.json or Cargo.toml. */
    readonly directory: string;
    readonly settings: ProjectFile;
    /** Whether sagemaker.json names this very Dockerfile. */
    readonly isNamed: boolean;
    /** Whether there is a sagemaker.json. */
    readonly isDescribed: boolean;
}

/** The crate whose sagemaker.json names this Dockerfile, or the one in the same folder. */
export async function projectOfDockerfile(dockerfile: string): Promise<DockerfileProject | undefined> {
    for (const file of await findProjectFiles()) {
        const directory = path.dirname(file);
        const settings = settingsOf(await textIfThere(file));
        if (path.resolve(directory, settings.image.dockerfile) === dockerfile) {
            return { directory, settings, isNamed: true, isDescribed: true };
        }
    }
    const directory = path.dirname(dockerfile);
    const [described, manifest] = await Promise.all(
        [PROJECT_FILE, "Cargo.toml"].map((name) => textIfThere(path.join(directory, name))),
    );
    return described === undefined && manifest === undefined
        ? undefined
        : { directory, settings: settingsOf(described), isNamed: false, isDescribed: described !== undefined };
}

/** While a sagemaker.json is wrong, the defaults hold: its own faults are told at its own text. */
function settingsOf(text: string | undefined): ProjectFile {
    const read = text === undefined ? undefined : readProjectFile(text);
    return read !== undefined && "project" in read ? read.project : ProjectFile.parse({});
}
