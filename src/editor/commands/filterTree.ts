import type { Ask, Choice } from "../ask.ts";
import { type Filter, type FilteredState, STATE_NAMES } from "../tree/filter.ts";

interface Needs {
    readonly ask: Pick<Ask, "steps">;
    readonly filter: () => Filter;
    readonly limitTo: (filter: Filter, signal: AbortSignal) => Promise<void>;
}

/** Asks for a part of a name and a state, and limits the tree to them. */
export function filterTree({ ask, filter, limitTo }: Needs) {
    return async (signal: AbortSignal): Promise<void> => {
        const answers = await ask.steps("Filter Jobs, Endpoints and Models", [
            {
                kind: "text",
                key: "name",
                prompt: "Part of the name; empty for all",
                value: filter().name,
                validate: (name) =>
                    /^[a-zA-Z0-9-]{0,63}$/.test(name) ? undefined : "Names have letters, digits and hyphens, at most 63.",
            },
            { kind: "pick", key: "state", prompt: "Which states?", choices: CHOICES },
        ]);
        if (answers !== undefined) {
            const state = STATES.find((one) => one === answers.get("state"));
            await limitTo({ name: answers.get("name") ?? "", state }, signal);
        }
    };
}

const STATES: readonly FilteredState[] = ["active", "done", "failed", "stopped"];
const CHOICES: readonly Choice<string>[] = [
    { label: "All", value: "" },
    ...STATES.map((state) => ({ label: STATE_NAMES[state], value: state })),
];
