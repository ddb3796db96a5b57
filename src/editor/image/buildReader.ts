import type { ImageBuild } from "../../core/image/imageBuild.ts";
import type { Project } from "../../core/workspace/project.ts";

/** Listens to the output of a build: what it says of the workspace goes to the Problems view, what it is at to `report`. */
export type BuildReader = (project: Project, build: ImageBuild, report: (message: string) => void) => BuildReading;

export interface BuildReading {
    /** A chunk of output, cut anywhere. */
    write(text: string): void;
    /** Takes what the output ended with; answers how many errors have a place in the workspace. */
    end(): number;
}
