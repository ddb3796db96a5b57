import { dockerfileOf } from "../../core/image/imagePlan.ts";
import { Problem } from "../../core/problem.ts";
import type { Project } from "../../core/workspace/project.ts";

/** Reads the Dockerfile of a project; where there is none, the Problem's way out creates one. */
export async function readDockerfile(readText: (file: string) => Promise<string | undefined>, project: Project): Promise<string> {
    const text = await readText(dockerfileOf(project));
    if (text === undefined) {
        throw new Problem("dockerfileMissing", `There is no Dockerfile for ${project.crate.name}: ${dockerfileOf(project)}.`, {
            remedy: {
                kind: "runCommand",
                label: "Create Dockerfile",
                command: "rustSagemaker.image.createDockerfile",
                args: [{ fsPath: project.crate.manifestPath }],
            },
        });
    }
    return text;
}
