import path from "node:path";
import type { EngineKind } from "./containerEngine.ts";

/** The commands of the engines, in the order in which they are looked for. */
export const ENGINE_COMMANDS: readonly EngineKind[] = ["docker", "podman", "finch"];

/**
 * Which engine a program is, by what it prints for `--version`: Podman is often installed under docker's name as well. One that does not say
 * goes by its file's name, and as Docker when that tells nothing either.
 */
export function engineKindOf(version: string, program: string): EngineKind {
    return kindIn(version) ?? kindIn(path.basename(program)) ?? "docker";
}

/** Finch is nerdctl in a virtual machine: both take the same arguments. */
function kindIn(text: string): EngineKind | undefined {
    const name = /\b(docker|podman|finch|nerdctl)\b/i.exec(text)?.[1]?.toLowerCase();
    return name === "docker" || name === "podman" ? name : name === undefined ? undefined : "finch";
}
