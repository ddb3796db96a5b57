import path from "node:path";
import { missingPatterns, withPatterns } from "../../../core/image/dockerfile/dockerignore.ts";
import { contextOf, dockerfileOf } from "../../../core/image/imagePlan.ts";
import { contextChange, dockerfileText } from "../../../core/image/dockerfile/newDockerfile.ts";
import type { Project } from "../../../core/workspace/project.ts";
import type { Ask } from "../../ask.ts";

interface Needs {
    readonly projectOf: (signal: AbortSignal, manifest?: string) => Promise<Project | undefined>;
    /** The template that ships with the extension. */
    readonly template: () => Promise<string>;
    /** Undefined when there is no such file. */
    readonly readText: (file: string) => Promise<string | undefined>;
    readonly writeText: (file: string, text: string) => Promise<void>;
    readonly open: (file: string) => Promise<void>;
    readonly ask: Pick<Ask, "tell">;
    readonly requireTrust: () => void;
}

/** Writes a Dockerfile for a crate that has none, and a .dockerignore where its context has none. What is there stays as it is. */
export function createDockerfile({ projectOf, template, readText, writeText, open, ask, requireTrust }: Needs) {
    return async (signal: AbortSignal, manifest?: { readonly fsPath?: string }): Promise<void> => {
        requireTrust();
        const project = await projectOf(signal, manifest?.fsPath);
        if (project === undefined) {
            return;
        }
        const dockerfile = dockerfileOf(project);
        if ((await readText(dockerfile)) !== undefined) {
            await open(dockerfile);
            void ask.tell(`${project.crate.name} has a Dockerfile already.`);
            return;
        }
        const text = dockerfileText(await template(), project, await hasLock(project));
        const widened = contextChange(project);
        const context = widened === undefined ? contextOf(project) : project.crate.workspaceRoot;
        if (widened !== undefined) {
            await writeText(widened.path, widened.text);
        }
        await ignoreIn(context, project);
        await writeText(dockerfile, text);
        await open(dockerfile);
    };

    async function hasLock({ crate }: Project): Promise<boolean> {
        return (await readText(path.join(crate.workspaceRoot, "Cargo.lock"))) !== undefined;
    }

    async function ignoreIn(context: string, project: Project): Promise<void> {
        const file = path.join(context, ".dockerignore");
        if ((await readText(file)) === undefined) {
            await writeText(file, withPatterns(undefined, missingPatterns(project, context, undefined)));
        }
    }
}
