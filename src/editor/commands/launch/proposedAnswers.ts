import type { Step } from "../../ask.ts";

/** What somebody answers who accepts everything: what they answered the last time, else what each question proposes. */
export function proposedAnswers(steps: readonly Step[], earlier: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const proposed = steps.flatMap((step): readonly (readonly [string, string])[] => {
        const value = proposalOf(step);
        return value === undefined ? [] : [[step.key, value]];
    });
    return new Map([...proposed, ...earlier]);
}

function proposalOf(step: Step): string | undefined {
    switch (step.kind) {
        case "text":
            return step.value;
        case "pick":
            return step.choices[0]?.value;
        case "options":
            return undefined; // its values are those that nobody has changed
    }
}
