import type { Crate } from "./crate.ts";
import type { ProjectFile } from "./projectFile.ts";

/** A crate together with what its sagemaker.json says about training and serving it. */
export interface Project {
    readonly crate: Crate;
    readonly file: ProjectFile;
    /** Path of sagemaker.json, whether or not it exists. */
    readonly filePath: string;
    /** Its text; undefined when there is no such file and the defaults hold. */
    readonly fileText: string | undefined;
}

/** The name of the file that holds what a team shares about training and serving a crate. */
export const PROJECT_FILE = "sagemaker.json";
