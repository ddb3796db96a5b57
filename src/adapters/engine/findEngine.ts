import { statSync } from "node:fs";
import path from "node:path";
import type { EngineKind } from "../../core/image/engine/containerEngine.ts";
import { engineMissing } from "../../core/image/engine/engineProblem.ts";
import { findProgram } from "../findProgram.ts";
import { runProgram } from "../runProgram.ts";
import { type EngineCommand, engineProgram } from "./engineCommand.ts";

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
    const program = names.map((name) => findProgram(name, search.search, search.forbidden)).find((found) => found !== undefined);
    if (program === undefined) {
        throw engineMissing(search.path);
    }
    return { program, kind: await kindOf(program, signal) };
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
