import type { Ask } from "../ask.ts";
import type { BuildTerminals } from "./buildTerminals.ts";

/** Reveals the terminal of the build of a crate, or the one that was used last. */
export function showBuildOutput({
    terminals,
    ask,
}: {
    readonly terminals: Pick<BuildTerminals, "show">;
    readonly ask: Pick<Ask, "tell">;
}) {
    return async (_signal: AbortSignal, crate?: string): Promise<void> => {
        if (!terminals.show(crate)) {
            void ask.tell("There is no such terminal: it was closed, or the build ran as a task, which has one of its own.");
        }
    };
}
