import path from "node:path";
import { Problem } from "../../core/problem.ts";
import type { Cargo } from "../../core/workspace/cargo.ts";
import type { Crate } from "../../core/workspace/crate.ts";
import type { Project } from "../../core/workspace/project.ts";
import type { Ask } from "../ask.ts";

interface Needs {
    readonly cargo: Cargo;
    readonly manifests: () => Promise<readonly string[]>;
    readonly readProject: (crate: Crate) => Promise<Project>;
    readonly ask: Ask;
    /** Put to the user when there are several. */
    readonly question: string;
}

/** Finds the crate that a command is about: that of a file, the one of a name, the only one of the workspace, or the one that the user picks. */
export function pickProject({ cargo, manifests, readProject, ask, question }: Needs) {
    return async (signal: AbortSignal, file?: string, name?: string): Promise<Project | undefined> => {
        const crates =
            file === undefined ? await allCrates(signal) : await cratesOf(path.join(path.dirname(file), "Cargo.toml"), signal);
        const runnable = crates.filter(({ bins }) => bins.length > 0);
        const named = crates.filter((one) => one.name === name);
        const choices = ([named, runnable].find(({ length }) => length > 0) ?? crates).map((value) => ({
            label: value.name,
            description: value.directory,
            value,
        }));
        const crate = choices.length > 1 ? await ask.pick(question, choices) : choices[0]?.value;
        return crate && readProject(crate);
    };

    async function allCrates(signal: AbortSignal): Promise<readonly Crate[]> {
        const found = new Map<string, Crate>();
        for (const manifest of await manifests()) {
            // The members of a cargo workspace are told with the first of its manifests.
            if (!found.has(manifest)) {
                for (const crate of await cargo.crates(manifest, signal)) {
                    found.set(crate.manifestPath, crate);
                }
            }
        }
        if (found.size === 0) {
            throw new Problem("crateMissing", "There is no Cargo.toml in the opened folders. Open the folder of a Rust crate.", {
                remedy: { kind: "runCommand", label: "Open Folder…", command: "workbench.action.files.openFolder" },
            });
        }
        return [...found.values()];
    }

    /** The crate of this very manifest; all members when it is that of a workspace without a package of its own. */
    async function cratesOf(manifest: string, signal: AbortSignal): Promise<readonly Crate[]> {
        const crates = await cargo.crates(manifest, signal);
        const own = crates.filter(({ manifestPath }) => manifestPath === manifest);
        return own.length > 0 ? own : crates;
    }
}
