import ignoring from "@balena/dockerignore";
import path from "node:path";
import type { Dockerfile, Instruction } from "../dockerfile/dockerfile.ts";

/** What a build sends of its context; paths are relative to it, with slashes. */
export interface ContextFilter {
    isSent(file: string): boolean;
    /** Whether anything below the folder may be sent. */
    isEntered(folder: string): boolean;
}

/**
 * Says what a build sends: what an instruction of the Dockerfile asks for, because BuildKit sends no more, and .dockerignore does not hold
 * back. Its rules differ from git's: `target` means the one at the root only, and a later `!` brings back what lies in an ignored folder.
 */
export function contextFilter(dockerfile: Dockerfile, ignoreText: string): ContextFilter {
    const ignored = ignoring({ ignorecase: false }).add(ignoreText);
    const returning = exceptionsOf(ignoreText);
    const sources = contextSources(dockerfile).map(segmentsOf);
    return {
        isSent: (file) => sources.some((source) => covers(source, segmentsOf(file))) && !ignored.ignores(file),
        isEntered(folder) {
            const segments = segmentsOf(folder);
            return (
                sources.some((source) => meets(source, segments)) &&
                (!ignored.ignores(folder) || returning.some((exception) => meets(exception, segments)))
            );
        },
    };
}

/** The files and folders of the context that COPY, ADD and bind mounts ask for, which may be patterns; `.` for all of it. */
function contextSources({ stages }: Dockerfile): readonly string[] {
    const instructions = stages.flatMap((stage) => stage.instructions);
    return instructions.flatMap((instruction) => [...copied(instruction), ...mounted(instruction)]);
}

function copied({ keyword, flags, exec, words }: Instruction): readonly string[] {
    if ((keyword !== "COPY" && keyword !== "ADD") || flags.some(({ name }) => name === "from")) {
        return [];
    }
    const named = exec ?? words.map(({ value }) => value ?? "$");
    return named
        .slice(0, -1)
        .filter((source) => !/^(?:<<|https?:|git@|git:)/.test(source))
        .map((source) => (source.includes("$") ? "." : source));
}

function mounted({ keyword, flags }: Instruction): readonly string[] {
    const mounts = keyword === "RUN" ? flags.filter(({ name }) => name === "mount") : [];
    return mounts.flatMap(({ value }) => {
        const fields = new Map(value.split(",").map((field) => [field.split("=")[0] ?? "", field.split("=")[1] ?? ""]));
        const isOfContext = (fields.get("type") ?? "bind") === "bind" && !fields.has("from");
        return isOfContext ? [fields.get("source") ?? fields.get("src") ?? "."] : [];
    });
}

function exceptionsOf(ignoreText: string): readonly (readonly string[])[] {
    const lines = ignoreText.split(/\r?\n/).map((line) => line.trim());
    return lines.filter((line) => line.startsWith("!")).map((line) => segmentsOf(line.slice(1).trim()));
}

/** No path leads out of the context: `../data` means `data`. */
function segmentsOf(file: string): readonly string[] {
    return path.posix
        .normalize(`/${file}`)
        .split("/")
        .filter((segment) => segment !== "");
}

/** Whether the path is what the pattern names, or lies in it. */
function covers(pattern: readonly string[], file: readonly string[]): boolean {
    return pattern.length <= file.length && meets(pattern, file);
}

/** Whether the path is, lies in, or holds what the pattern names. */
function meets(pattern: readonly string[], file: readonly string[]): boolean {
    for (const [index, segment] of pattern.slice(0, file.length).entries()) {
        if (segment === "**") {
            return true;
        }
        if (!matches(segment, file[index] ?? "")) {
            return false;
        }
    }
    return true;
}

/** Sets of characters are taken for anything: more may be counted than is sent, but nothing is missed. */
function matches(segment: string, name: string): boolean {
    if (!/[*?[\\]/.test(segment)) {
        return segment === name;
    }
    const parts = segment.replace(/\[[^\]]*\]?/g, "*").split(/([*?])/);
    const pattern = parts.map((part) =>
        part === "*" ? ".*" : part === "?" ? "." : part.replace(/\\(.)/g, "$1").replace(/[\\^$.|+(){}]/g, "\\$&"),
    );
    return new RegExp(`^${pattern.join("")}$`, "s").test(name);
}
