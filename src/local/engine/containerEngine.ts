import path from "node:path";
import type { EngineKind } from "../../core/image/engine/containerEngine.ts";
import { engineMissing, engineProblem } from "../../core/image/engine/engineProblem.ts";
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
        const kind =
            kinds.get(program) ?? kindIn((await run(["--version"])).stdout) ?? kindIn(path.basename(program)) ?? "docker";
        kinds.set(program, kind);
        return { kind, program, environment, run };
    };
}

/** Podman is often installed under docker's name as well, so that the program is asked. Finch is nerdctl in a virtual machine. */
function kindIn(text: string): EngineKind | undefined {
    const name = /\b(docker|podman|finch|nerdctl)\b/i.exec(text)?.[1]?.toLowerCase();
    return name === "docker" || name === "podman" ? name : name === undefined ? undefined : "finch";
}

/** What an engine's failure means, in words for the user: our own where we know them, else the last that it said. */
export function engineWords(kind: EngineKind, { code, stderr }: EngineAnswer): string {
    if (code === null) {
        return `The container engine does not answer: ${kind}.`;
    }
    const known = engineProblem(kind, process.platform, stderr)?.message;
    const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !/--help'/.test(line));
    const said = lines.at(-1)?.replace(/^\s*(?:docker: )?(?:Error response from daemon: |Error: )?/, "");
    return known ?? `${kind} failed: ${said ?? `exit code ${code}`}`;
}
