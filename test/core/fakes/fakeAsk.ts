import type { Ask, Step } from "../../../src/editor/ask.ts";

/** A user who answers as told, and a record of what they were asked. */
export function fakeAsk({ confirms = true, answers = {} }: { confirms?: boolean; answers?: Record<string, string> } = {}) {
    const asked: string[] = [];
    const told: string[] = [];
    const shown: Step[] = [];
    return {
        asked,
        told,
        shown,
        async confirm(question, detail) {
            asked.push(`${question}\n${detail}`);
            return confirms;
        },
        async choose(question, detail, buttons) {
            asked.push(`${question}\n${detail}\n${buttons.join("|")}`);
            return confirms ? buttons[0] : undefined;
        },
        async pick(title, choices) {
            asked.push(`${title} ${choices.map(({ label }) => label).join("|")}`);
            return choices[0]?.value;
        },
        async steps(_title, steps, earlier) {
            shown.push(...steps);
            const given = steps.map((step) => [step.key, answers[step.key] ?? proposalOf(step)] as const);
            const options = steps.flatMap((step) => (step.kind === "options" ? step.options : []));
            const changed = options.flatMap(({ key }) => (answers[key] === undefined ? [] : [[key, answers[key]] as const]));
            return new Map([...(earlier?.answers ?? []), ...given, ...changed]);
        },
        async tell(message) {
            told.push(message);
            return undefined;
        },
        async warn(message) {
            told.push(message);
            return undefined;
        },
        chooseFolder: async () => undefined,
    } satisfies Ask & Record<string, unknown>;
}

/** What the user gets who only presses Enter. */
function proposalOf(step: Step): string {
    switch (step.kind) {
        case "text":
            return step.value;
        case "pick":
            return step.choices[0]?.value ?? "";
        case "options":
            return "continue";
    }
}
