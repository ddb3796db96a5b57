import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { EngineKind } from "../../core/image/containerEngine.ts";
import { engineMissing } from "../../core/image/engineProblem.ts";
import { type EngineCommand, engineProgram } from "./engineCommand.ts";
import { runProgram } from "../runProgram.ts";

/** Where an engine may be found. */
export interface EngineSearch {
    /** What the setting says: a name, an absolute path, or nothing for the first engine that there is. */
    readonly path: string;
    /** The text of PATH. */
    readonly search: string;
    /** Folders whose programs are never run: those of the workspace. */
    readonly forbidden: readonly string[];
}

const NAMES: readonly EngineKind[] = ["docker", "podman", "finch"];

/** Finds the command of an engine, without asking whether its daemon runs. Refused with `engineMissing` when there is none. */
export async function findEngineCommand(search: EngineSearch, signal: AbortSignal): Promise<EngineCommand> {
    const names = search.path === "" ? NAMES : [search.path];
    const program = names.map((name) => findProgram(name, search)).find((found) => found !== undefined);
    if (program === undefined) {
        throw engineMissing(search.path);
    }
    return { program, kind: await kindOf(program, signal) };
}

function findProgram(name: string, { search, forbidden }: EngineSearch): string | undefined {
    const candidates = path.isAbsolute(name)
        ? [name]
        : path.basename(name) === name
          ? search
                .split(path.delimiter)
                .filter(path.isAbsolute)
                .map((folder) => path.join(folder, name))
          : [];
    return candidates.flatMap(withExtension).find((candidate) => isProgram(candidate) && !isWithin(candidate, forbidden));
}

/** Windows starts scripts by a shell only, so that only programs count there. */
function withExtension(file: string): readonly string[] {
    return process.platform === "win32" && path.extname(file).toLowerCase() !== ".exe" ? [`${file}.exe`] : [file];
}

function isProgram(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}

/** A link into a workspace is no way around this, nor is one out of it. */
function isWithin(file: string, folders: readonly string[]): boolean {
    return folders
        .flatMap((folder) => [folder, realPath(folder)])
        .some((folder) => isIn(file, folder) || isIn(realPath(file), folder));
}

function isIn(file: string, folder: string): boolean {
    const relative = path.relative(folder, file);
    return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function realPath(file: string): string {
    try {
        return realpathSync(file);
    } catch {
        return file;
    }
}

const kinds = new Map<string, EngineKind>();

/** Podman is often installed under docker's name as well, so that the program is asked; again only when its file has changed. */
async function kindOf(program: string, signal: AbortSignal): Promise<EngineKind> {
    const key = `${program} ${statSync(program).mtimeMs}`;
    const known = kinds.get(key);
    if (known !== undefined) {
        return known;
    }
    const lines: string[] = [];
    const noted = (line: string) => lines.push(line);
    const asked = engineProgram({ kind: "docker", program }, ["--version"]);
    await runProgram(asked, { onStdout: noted, onStderr: () => undefined }, signal);
    const kind = kindIn(lines.join("\n")) ?? kindIn(path.basename(program)) ?? "docker";
    kinds.set(key, kind);
    return kind;
}

/** Finch is nerdctl in a virtual machine: both take the same arguments. */
function kindIn(text: string): EngineKind | undefined {
    const name = /\b(docker|podman|finch|nerdctl)\b/i.exec(text)?.[1]?.toLowerCase();
    return name === "docker" || name === "podman" ? name : name === undefined ? undefined : "finch";
}
