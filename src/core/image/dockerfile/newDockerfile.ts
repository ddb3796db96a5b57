import path from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import { requireBin } from "../../workspace/crate.ts";
import type { Project } from "../../workspace/project.ts";
import { contextOf } from "../imagePlan.ts";

/** A file to be written. */
export interface NewFile {
    readonly path: string;
    readonly text: string;
}

/**
 * Fills in the template of a Dockerfile for a project that has none. `hasLock` says whether a Cargo.lock is beside the workspace: with one
 * the image gets the very versions that it names.
 */
export function dockerfileText(template: string, project: Project, hasLock: boolean): string {
    const { crate } = project;
    const inContext = path.relative(crate.directory, neededContext(project)) || "this folder";
    const values: Record<string, string> = { crate: crate.name, context: inContext, build: buildCommand(project, hasLock) };
    return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}

/** The change of sagemaker.json that a member of a cargo workspace needs: its build takes the whole workspace. Undefined when all is well. */
export function contextChange(project: Project): NewFile | undefined {
    const { crate, filePath, fileText } = project;
    const context = neededContext(project);
    if (context === contextOf(project)) {
        return undefined;
    }
    const text = fileText ?? "{\n}\n";
    const relative = path.relative(crate.directory, context).split(path.sep).join("/");
    const edits = modify(text, ["image", "context"], relative, { formattingOptions: { insertSpaces: true, tabSize: 4 } });
    return { path: filePath, text: applyEdits(text, edits) };
}

function neededContext(project: Project): string {
    const { directory, workspaceRoot } = project.crate;
    const context = contextOf(project);
    return context === directory ? workspaceRoot : context;
}

/** SageMaker starts `train` and `serve`, whatever the crate calls its binaries. */
function buildCommand({ crate, file }: Project, hasLock: boolean): string {
    const roles = [
        ["train", file.training.bin],
        ["serve", file.endpoint.bin],
    ] as const;
    const found = roles.filter(([, bin]) => crate.bins.includes(bin));
    if (found.length === 0) {
        requireBin(crate, file.training.bin);
    }
    const bins = [...new Set(found.map(([, bin]) => bin))].map((bin) => ` --bin ${bin}`).join("");
    const build = `cargo build --release${hasLock ? " --locked" : ""} --package ${crate.name}${bins} --features "$FEATURES"`;
    const installs = found.map(([role, bin]) => `    && install -D --strip target/release/${bin} /out/${role}`);
    return [build, ...installs].join(" \\\n");
}
