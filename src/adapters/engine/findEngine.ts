import { statSync } from "node:fs";
import type { EngineKind } from "../../core/image/engine/containerEngine.ts";
import { ENGINE_COMMANDS, engineKindOf } from "../../core/image/engine/engineKind.ts";
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

/** Finds the command of an engine, without asking whether its daemon runs. Refused with `engineMissing` when there is none. */
export async function findEngineCommand(search: EngineSearch, signal: AbortSignal): Promise<EngineCommand> {
    const names = search.path === "" ? ENGINE_COMMANDS : [search.path];
    const program = names.map((name) => findProgram(name, search.search, search.forbidden)).find((found) => found !== undefined);
    if (program === undefined) {
        throw engineMissing(search.path);
    }
    return { program, kind: await kindOf(program, signal) };
}

const kinds = new Map<string, EngineKind>();

/** Asked again only when the program's file has changed. */
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
    const kind = engineKindOf(lines.join("\n"), program);
    kinds.set(key, kind);
    return kind;
}
