import fs from "node:fs";
import type { EngineKind } from "../../core/image/engine/containerEngine.ts";
import { engineKindOf } from "../../core/image/engine/engineKind.ts";
import { engineMissing, engineProblem } from "../../core/image/engine/engineProblem.ts";
import { lastWords } from "../../core/image/engine/engineWords.ts";
import { type EngineAnswer, engineCommand, engineEnvironment } from "./engineCommand.ts";
import { findEngine } from "./findEngine.ts";

/** The container engine of this server, as far as running images goes. */
export interface ContainerEngine {
    readonly kind: EngineKind;
    /** Absolute path of its command. */
    readonly program: string;
    /** What all its commands get of this server's environment. */
    readonly environment: Readonly<Record<string, string>>;
    run(args: readonly string[]): Promise<EngineAnswer>;
}

/** Looks for the engine with each call, because one may be installed meanwhile. Refused with a `Problem` when there is none. */
export function engineFinder(wanted: string | undefined, own: NodeJS.ProcessEnv): () => Promise<ContainerEngine> {
    const environment = engineEnvironment(own);
    const kinds = new Map<string, EngineKind>();
    return async () => {
        const program = findEngine(wanted, own);
        if (program === undefined) {
            throw engineMissing(wanted ?? "");
        }
        const run = async (args: readonly string[]): Promise<EngineAnswer> => engineCommand(program, args, environment);
        const key = `${program} ${fs.statSync(program).mtimeMs}`; // another engine may be installed under the same name
        const kind = kinds.get(key) ?? engineKindOf((await run(["--version"])).stdout, program);
        kinds.set(key, kind);
        return { kind, program, environment, run };
    };
}

/** What an engine's failure means, in words for the user: our own where we know them, else the last that it said. */
export function engineWords(kind: EngineKind, { code, stderr }: EngineAnswer): string {
    if (code === null) {
        return `The container engine does not answer: ${kind}.`;
    }
    const known = engineProblem(kind, process.platform, stderr)?.message;
    return known ?? `${kind} failed: ${lastWords(stderr) ?? `exit code ${code}`}`;
}
