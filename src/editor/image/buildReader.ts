import type { BuildDiagnostic } from "../../core/image/build/buildOutput.ts";
import type { ImageBuild } from "../../core/image/imageBuild.ts";
import type { Project } from "../../core/workspace/project.ts";

/** What is built, and the text of its Dockerfile. */
export interface PlannedBuild {
    readonly project: Project;
    readonly build: ImageBuild;
    readonly dockerfile: string;
}

/** Listens to the output of a build: what it says of the workspace goes to the Problems view, what it is at to `report`. */
export type BuildReader = (planned: PlannedBuild, report: (message: string) => void) => BuildReading;

interface BuildReading {
    /** A chunk of output, cut anywhere. */
    write(text: string): void;
    /** Takes what the output ended with; answers the errors that have a place in the workspace. */
    end(): readonly BuildDiagnostic[];
}
