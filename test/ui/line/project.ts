import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../host/paths.ts";
import { scratchFolder } from "../../host/scratchFolder.ts";

/** A copy of a crate that a test may change. */
export interface Project {
    /** The folder to open. */
    readonly folder: string;
    /** Changes one of its files for as long as something runs. */
    withFile(name: string, change: (text: string) => string, run: () => Promise<void>): Promise<void>;
    remove(): void;
}

/** Copies the sample, with the crate that it stands on, below a folder of this name, as a user may have called it. */
export function copySample(name: string): Project {
    return copy(name, "rust-sample", "templates/sagemaker-container");
}

/** Copies the crate that trains and serves in whatever mood it is told to. */
export function copyMoody(name: string): Project {
    return copy(name, "test/fixtures/moody");
}

/** The first of the folders is the one to open. */
function copy(name: string, ...folders: readonly [string, ...string[]]): Project {
    const root = scratchFolder();
    for (const folder of folders) {
        const target = path.join(root, name, folder);
        mkdirSync(path.dirname(target), { recursive: true });
        cpSync(path.join(repository, folder), target, { recursive: true, filter: (file) => path.basename(file) !== "target" });
    }
    const folder = path.join(root, name, folders[0]);
    return {
        folder,
        async withFile(changed, change, run) {
            const file = path.join(folder, changed);
            const original = readFileSync(file, "utf8");
            writeFileSync(file, change(original));
            try {
                await run();
            } finally {
                writeFileSync(file, original);
            }
        },
        remove: () => rmSync(root, { recursive: true, force: true }),
    };
}
