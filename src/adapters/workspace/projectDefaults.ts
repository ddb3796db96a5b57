import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ProjectDefaults } from "../../core/endpoint/endpointDefaults.ts";
import { readProjectFile } from "../../core/workspace/projectFile.ts";

/** What the sagemaker.json files of a workspace say of endpoints. One that cannot be read says nothing: the editor shows what is wrong with it. */
export async function projectDefaults(files: readonly string[]): Promise<readonly ProjectDefaults[]> {
    const read = files.map(async (file) => {
        const result = readProjectFile(await readFile(file, "utf8").catch(() => ""));
        return "project" in result ? [{ folder: path.basename(path.dirname(file)), settings: result.project.endpoint }] : [];
    });
    return (await Promise.all(read)).flat();
}
