import path from "node:path";
import { positionAt } from "../../workspace/textPosition.ts";
import { contextPath, workingFolders } from "./containerPath.ts";
import { builtStage, parseDockerfile, type Stage } from "../dockerfile/dockerfile.ts";

/** What is built, as far as places in it are looked for. */
export interface BuildFiles {
    /** Absolute path. */
    readonly dockerfile: string;
    /** Its text. */
    readonly text: string;
    readonly buildArgs: Readonly<Record<string, string>>;
    /** Undefined for the last stage. */
    readonly target: string | undefined;
    /** Absolute path. */
    readonly context: string;
    /** Whether there is a file of this absolute path. */
    readonly exists: (file: string) => boolean;
}

/** Finds the places in the workspace that the output of a build speaks of. */
export function buildPlaces({ text, buildArgs, target, context, exists }: BuildFiles) {
    const dockerfile = parseDockerfile(text, buildArgs);
    const inContext = (relative: string) => exists(path.join(context, relative));
    return {
        /**
         * The file on this machine that a path in the container of a stage stands for. rustc's are relative to the root of cargo's
         * workspace, which is a folder of a crate that was compiled, or lies above it; `folders` are those, the likeliest first.
         */
        hostFile(file: string, stageName: string | undefined, folders: readonly string[]): string | undefined {
            const stage = stageNamed(stageName) ?? builtStage(dockerfile, target);
            if (stage === undefined) {
                return undefined;
            }
            const bases = path.posix.isAbsolute(file) ? ["/"] : [...folders.flatMap(withParents), ...workingFolders(stage)];
            for (const base of bases) {
                const found = contextPath(dockerfile, stage, path.posix.resolve(base, file), inContext);
                if (found !== undefined) {
                    return path.join(context, found);
                }
            }
            return undefined;
        },
        /** The line, from 0, of an instruction as Podman repeats it: in one line. */
        lineOf(instruction: string): number | undefined {
            const wanted = instruction.replace(/\s+/g, " ");
            const all = dockerfile.stages.flatMap(({ from, instructions }) => [from, ...instructions]);
            const found = all.find(
                ({ start, end }) =>
                    text
                        .slice(start, end)
                        .replace(/(?:\\?\s)+/g, " ")
                        .trim() === wanted,
            );
            return found && positionAt(text, found.start).line;
        },
    };

    /** BuildKit calls a stage without a name by its number, Podman all of them. */
    function stageNamed(name: string | undefined): Stage | undefined {
        const index = Number(/^stage-(\d+)$/.exec(name ?? "")?.[1] ?? Number.NaN);
        return dockerfile.stages.find((stage, at) => at === index || (name !== undefined && stage.name === name.toLowerCase()));
    }
}

function withParents(folder: string): readonly string[] {
    const parent = path.posix.dirname(folder);
    return parent === folder ? [folder] : [folder, ...withParents(parent)];
}
