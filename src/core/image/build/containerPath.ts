import path from "node:path";
import { type Dockerfile, type Instruction, type Stage, stageLineage } from "../dockerfile/dockerfile.ts";

const { posix } = path;

/** A folder or file of a container, and what it was copied from. */
interface Copied {
    /** Absolute, in the container. */
    readonly destination: string;
    /** Relative to the context, or absolute in another stage. */
    readonly source: string;
    readonly from: Stage | undefined;
}

/** Stages may copy from one another in turn. */
const MAX_STAGES = 10;

/**
 * Finds the file of the context that a path in a container stands for, by the COPY, ADD and bind mounts of its stage; relative to the
 * context, with slashes. Undefined for what no file of the workspace stands for, such as the source of a crate of a registry.
 */
export function contextPath(
    dockerfile: Dockerfile,
    stage: Stage,
    file: string,
    exists: (file: string) => boolean,
    depth = 0,
): string | undefined {
    const absolute = posix.normalize(file);
    for (const copy of copiesOf(dockerfile, stage).toReversed()) {
        for (const candidate of candidatesOf(copy, absolute)) {
            const found =
                copy.from === undefined
                    ? inContext(candidate, exists)
                    : depth < MAX_STAGES
                      ? contextPath(dockerfile, copy.from, posix.resolve("/", candidate), exists, depth + 1)
                      : undefined;
            if (found !== undefined) {
                return found;
            }
        }
    }
    return undefined;
}

/** The folders that are set by WORKDIR in a stage, the last one first. */
export function workingFolders(stage: Stage): readonly string[] {
    return ["/", ...placed(stage).map(({ folder }) => folder)].toReversed();
}

function inContext(candidate: string, exists: (file: string) => boolean): string | undefined {
    const relative = posix.normalize(`/${candidate}`).slice(1);
    return exists(relative) ? relative : undefined;
}

/** A folder is copied as its content, a file under the name of the destination or into it; patterns stand for a name each. */
function candidatesOf({ destination, source }: Copied, file: string): readonly string[] {
    const inside = posix.relative(destination, file);
    if (inside === ".." || inside.startsWith("../")) {
        return [];
    }
    const name = inside.split("/")[0] ?? "";
    const isPattern = /[*?[]/.test(source);
    return isPattern
        ? [posix.join(posix.dirname(source), inside)]
        : [posix.join(source, inside), ...(name === posix.basename(source) && inside === name ? [source] : [])];
}

function copiesOf(dockerfile: Dockerfile, stage: Stage): readonly Copied[] {
    return placed(stage).flatMap(({ instruction, folder }) => [
        ...copied(instruction, folder, dockerfile),
        ...mounted(instruction, folder, dockerfile),
    ]);
}

/** The instructions of a stage and of those it is built on, each with the folder in which it stands. */
function placed(stage: Stage): readonly { readonly instruction: Instruction; readonly folder: string }[] {
    let folder = "/";
    return stageLineage(stage).flatMap(({ instructions }) =>
        instructions.map((instruction) => {
            if (instruction.keyword === "WORKDIR") {
                folder = posix.resolve(folder, instruction.words[0]?.value ?? ".");
            }
            return { instruction, folder };
        }),
    );
}

function copied({ keyword, flags, exec, words }: Instruction, folder: string, dockerfile: Dockerfile): readonly Copied[] {
    if (keyword !== "COPY" && keyword !== "ADD") {
        return [];
    }
    const named = exec ?? words.map(({ value, raw }) => value ?? raw);
    const destination = posix.resolve(folder, named.at(-1) ?? ".");
    const from = flags.find(({ name }) => name === "from")?.value;
    return pairs(named.slice(0, -1), destination, from, dockerfile);
}

function mounted({ keyword, flags }: Instruction, folder: string, dockerfile: Dockerfile): readonly Copied[] {
    const mounts = keyword === "RUN" ? flags.filter(({ name }) => name === "mount") : [];
    return mounts.flatMap(({ value }) => {
        const field = (...names: readonly string[]) =>
            value
                .split(",")
                .find((one) => names.includes(one.split("=")[0] ?? ""))
                ?.replace(/^[^=]*=/, "");
        const target = field("target", "dst", "destination");
        return target !== undefined && (field("type") ?? "bind") === "bind"
            ? pairs([field("source", "src") ?? "."], posix.resolve(folder, target), field("from"), dockerfile)
            : [];
    });
}

/** What comes out of another image, and not out of a stage of this file, is no file of the workspace. */
function pairs(
    sources: readonly string[],
    destination: string,
    from: string | undefined,
    { stages }: Dockerfile,
): readonly Copied[] {
    const stage = stages.find(({ name }, index) => from !== undefined && (name === from.toLowerCase() || String(index) === from));
    return from !== undefined && stage === undefined ? [] : sources.map((source) => ({ destination, source, from: stage }));
}
