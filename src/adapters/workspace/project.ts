import { readFile } from "node:fs/promises";
import path from "node:path";
import { Problem } from "../../core/problem.ts";
import type { Crate } from "../../core/workspace/crate.ts";
import { PROJECT_FILE, type Project } from "../../core/workspace/project.ts";
import { ProjectFile, readProjectFile } from "../../core/workspace/projectFile.ts";
import { positionAt } from "../../core/workspace/textPosition.ts";

/** Reads the sagemaker.json beside a crate's manifest; without one the defaults hold. */
export async function readProject(crate: Crate): Promise<Project> {
    const filePath = path.join(crate.directory, PROJECT_FILE);
    const fileText = await readIfThere(filePath);
    if (fileText === undefined) {
        return { crate, file: ProjectFile.parse({}), filePath, fileText };
    }
    const read = readProjectFile(fileText);
    if ("project" in read) {
        return { crate, file: read.project, filePath, fileText };
    }
    const [first] = read.faults;
    const at = positionAt(fileText, first?.offset ?? 0);
    throw new Problem("invalidProjectFile", `sagemaker.json, line ${at.line + 1}: ${first?.message ?? "it cannot be read"}`, {
        remedy: { kind: "openFile", label: "Open sagemaker.json", path: filePath, ...at },
    });
}

async function readIfThere(file: string): Promise<string | undefined> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") {
            return undefined;
        }
        throw error;
    }
}
