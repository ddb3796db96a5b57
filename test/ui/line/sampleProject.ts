import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { repository } from "../../host/paths.ts";

/** A copy of the sample that a test may change. */
export interface SampleProject {
    /** The folder to open. */
    readonly folder: string;
    remove(): void;
}

/** Copies the sample, with the crate that it stands on, below a folder of this name, as a user may have called it. */
export function copySample(name: string): SampleProject {
    const root = mkdtempSync(path.join(os.tmpdir(), "rs-sample-"));
    const isSource = (file: string) => path.basename(file) !== "target";
    for (const folder of ["rust-sample", "templates/sagemaker-container"]) {
        const copy = path.join(root, name, folder);
        mkdirSync(path.dirname(copy), { recursive: true });
        cpSync(path.join(repository, folder), copy, { recursive: true, filter: isSource });
    }
    return { folder: path.join(root, name, "rust-sample"), remove: () => rmSync(root, { recursive: true, force: true }) };
}
