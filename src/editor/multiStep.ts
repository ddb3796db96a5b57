import * as vscode from "vscode";
import type { Earlier, OptionsStep, PickStep, Step, TextStep } from "./ask.ts";

const BACK = Symbol("back");
type Reply = string | typeof BACK | undefined;

interface Frame {
    readonly title: string;
    readonly step: number;
    readonly totalSteps: number;
    /** What was answered before, when the user comes back to a step. */
    readonly earlier: string | undefined;
    /** Whether there is a way back also from the first step, because this is a question within it. */
    readonly isInside?: boolean;
}

/** Asks step after step, "n of m" in the title where there are several and a button back from the second on. Giving up anywhere gives up all. */
export async function askSteps(
    title: string,
    steps: readonly Step[],
    earlier?: Earlier,
): Promise<ReadonlyMap<string, string> | undefined> {
    const answers = new Map(earlier?.answers);
    let index = earlier?.isBack ? steps.length - 1 : 0;
    while (index < steps.length) {
        const step = steps[index];
        if (step === undefined) {
            break;
        }
        const frame = { title, step: index + 1, totalSteps: steps.length, earlier: answers.get(step.key) };
        const reply = await askStep(step, frame, answers);
        if (reply === undefined) {
            return undefined;
        }
        if (reply !== BACK) {
            answers.set(step.key, reply);
        }
        index += reply === BACK ? -1 : 1;
    }
    return answers;
}

async function askStep(step: Step, frame: Frame, answers: Map<string, string>): Promise<Reply> {
    switch (step.kind) {
        case "text":
            return askText(step, frame);
        case "pick":
            return askPick({ ...step, choices: step.choicesAfter?.(answers) ?? step.choices }, frame);
        case "options":
            return askOptions(step, frame, answers);
    }
}

const CONTINUE = { label: "$(arrow-right) Continue", value: "continue" };

/** Shows the values, edits the one that is chosen and shows them again, until the user goes on or back. */
async function askOptions({ key, prompt, options }: OptionsStep, frame: Frame, answers: Map<string, string>): Promise<Reply> {
    for (let edited: string | undefined; ;) {
        const choices = options.map((option) => ({
            label: option.label,
            description: (answers.get(option.key) ?? option.value) || (option.without ?? ""),
            value: option.key,
        }));
        const step: PickStep = { kind: "pick", key, prompt, choices: [CONTINUE, ...choices] };
        const reply = await askPick(step, { ...frame, earlier: edited });
        const option = options.find((one) => one.key === reply);
        if (option === undefined) {
            return reply;
        }
        edited = option.key;
        const text = await askText(option, { ...frame, isInside: true, earlier: answers.get(option.key) });
        if (text === undefined) {
            return undefined;
        }
        if (text === option.value) {
            answers.delete(option.key);
        } else if (text !== BACK) {
            answers.set(option.key, text);
        }
    }
}

function setUp<T extends vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] }>(
    input: T,
    { title, step, totalSteps, isInside = false }: Frame,
): T {
    Object.assign(input, { title, ...(totalSteps > 1 && { step, totalSteps }), ignoreFocusOut: true });
    input.buttons = step > 1 || isInside ? [vscode.QuickInputButtons.Back] : [];
    return input;
}

async function askText(step: TextStep, frame: Frame): Promise<Reply> {
    const input = setUp(vscode.window.createInputBox(), frame);
    input.prompt = step.prompt;
    input.value = frame.earlier ?? step.value;
    const validate = async () => {
        const typed = input.value;
        const fault = await step.validate(typed);
        if (typed === input.value) {
            input.validationMessage = fault;
        }
        return fault === undefined;
    };
    return replyOf(input, (done) => [
        input.onDidChangeValue(() => void validate()),
        input.onDidAccept(async () => {
            if (await validate()) {
                done(input.value);
            }
        }),
        input.onDidTriggerButton(() => done(BACK)),
    ]);
}

async function askPick(step: PickStep, frame: Frame): Promise<Reply> {
    const input = setUp(vscode.window.createQuickPick<PickItem>(), frame);
    input.placeholder = step.prompt;
    input.matchOnDescription = true;
    input.matchOnDetail = true; // a value that is listed can be typed, too
    let choices = step.choices;
    const show = () => showItems(input, pickItems(step, choices, frame.earlier, input.value));
    show();
    activate(input, frame.earlier);
    const left = new AbortController();
    void step.refine?.((better) => {
        choices = better;
        show();
    }, left.signal);
    // The dialog of the last choice takes our input's place on the screen; that is no giving up.
    let inDialog = false;
    const listen = (done: (reply: Reply) => void) => [
        { dispose: () => left.abort() },
        input.onDidChangeValue(() => step.typed && show()),
        input.onDidAccept(async () => {
            inDialog = true;
            const [chosen] = input.selectedItems;
            const value = chosen && (chosen.value ?? (await step.other?.choose().finally(() => (inDialog = false))));
            inDialog = false;
            if (value === undefined) {
                input.show();
            } else {
                done(value);
            }
        }),
        input.onDidTriggerButton(() => done(BACK)),
    ];
    return replyOf(input, listen, () => !inDialog);
}

type PickItem = vscode.QuickPickItem & { value?: string };

function pickItems(step: PickStep, listed: PickStep["choices"], earlier: string | undefined, text: string): readonly PickItem[] {
    const isListed = (value: string) => listed.some((choice) => choice.value === value);
    const typed = text === "" || isListed(text) ? undefined : step.typed?.(text);
    const choices = [
        ...(earlier !== undefined && !isListed(earlier) ? [{ label: earlier, value: earlier }] : []),
        ...listed,
        ...(typed === undefined ? [] : [{ ...typed, alwaysShow: true }]),
    ];
    const other = step.other ? [{ label: step.other.label }] : [];
    return step.other?.isFirst ? [...other, ...choices] : [...choices, ...other];
}

/** Replaces the items under the user's hands: the active one stays active. */
function showItems(input: vscode.QuickPick<PickItem>, items: readonly PickItem[]): void {
    // VS Code tells of the row that it makes active only after a while; Enter must find one before that, too.
    const active = input.activeItems[0]?.value ?? (input.value === "" ? items[0]?.value : undefined);
    input.keepScrollPosition = true;
    input.items = items;
    activate(input, active);
}

function activate(input: vscode.QuickPick<PickItem>, value: string | undefined): void {
    const item = value === undefined ? undefined : input.items.find((one) => one.value === value);
    if (item !== undefined) {
        input.activeItems = [item];
    }
}

/** Shows an input until one of its listeners is done or it is hidden for good, and takes it away. */
async function replyOf(
    input: vscode.QuickInput,
    listen: (done: (reply: Reply) => void) => vscode.Disposable[],
    isGivenUpWhenHidden = () => true,
): Promise<Reply> {
    const listeners: vscode.Disposable[] = [input];
    try {
        return await new Promise<Reply>((resolve) => {
            listeners.push(
                ...listen(resolve),
                input.onDidHide(() => isGivenUpWhenHidden() && resolve(undefined)),
            );
            input.show();
        });
    } finally {
        listeners.forEach((listener) => listener.dispose());
    }
}
