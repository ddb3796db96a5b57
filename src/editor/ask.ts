/** A choice of a list; `value` is what the caller gets. */
export interface Choice<T> {
    readonly label: string;
    readonly description?: string;
    readonly detail?: string;
    /** Whether it stays in the list whatever is typed there. */
    readonly alwaysShow?: boolean;
    readonly value: T;
}

/** One question of several in a row, as data; the answers so far are given to what depends on them. */
export type Step = TextStep | PickStep | OptionsStep;

/** A question that is answered with a text. */
export interface TextStep {
    readonly kind: "text";
    readonly key: string;
    readonly prompt: string;
    readonly value: string;
    /** Says what is wrong with what was typed; undefined when nothing is. */
    readonly validate: (value: string) => string | undefined | Promise<string | undefined>;
}

/** A question with a list of answers. */
export interface PickStep {
    readonly kind: "pick";
    readonly key: string;
    readonly prompt: string;
    readonly choices: readonly Choice<string>[];
    /** The same choices in an order, or others, that depend on the answers before. */
    readonly choicesAfter?: (answers: ReadonlyMap<string, string>) => readonly Choice<string>[];
    /**
     * A last choice, or the first one, that asks further, for example with a dialog of the system; `choose` answers undefined when the user
     * turned back there.
     */
    readonly other?: { readonly label: string; readonly isFirst?: boolean; readonly choose: () => Promise<string | undefined> };
    /** Learns more while the question stands and shows the choices anew; its failures have to be its own affair. */
    readonly refine?: (show: (choices: readonly Choice<string>[]) => void, signal: AbortSignal) => Promise<void>;
    /** The choice for what was typed and is none of the list; undefined while the text is no answer. */
    readonly typed?: (text: string) => Choice<string> | undefined;
}

/** A list of values of which few are ever changed: each is edited by itself, and one goes on when none is left to change. */
export interface OptionsStep {
    readonly kind: "options";
    readonly key: string;
    readonly prompt: string;
    /** The answers have an option's key only where its value was changed. */
    readonly options: readonly (TextStep & {
        readonly label: string;
        /** What an empty value means. */
        readonly without?: string;
    })[];
}

/** Questions that were answered before: they are put again with these answers, the last one first where the user comes back to them. */
export interface Earlier {
    readonly answers: ReadonlyMap<string, string>;
    readonly isBack?: boolean;
}

/** The questions that a command may put to the user. One implementation talks to VS Code, one answers from a test. */
export interface Ask {
    /** A modal question; `yes` is its one button beside Cancel. */
    confirm(question: string, detail: string, yes: string): Promise<boolean>;
    /** A modal question with several ways on; undefined when the user took none. */
    choose(question: string, detail: string, buttons: readonly string[]): Promise<string | undefined>;
    pick<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined>;
    /** Asks step after step with a way back; key → answer, or undefined when the user gave up. */
    steps(title: string, steps: readonly Step[], earlier?: Earlier): Promise<ReadonlyMap<string, string> | undefined>;
    /** Tells something that needs no decision; answers the label of the button that was pressed. */
    tell(message: string, ...buttons: readonly string[]): Promise<string | undefined>;
    /** The same, of something that went wrong outside this extension. */
    warn(message: string, ...buttons: readonly string[]): Promise<string | undefined>;
    chooseFolder(title: string, from: string): Promise<string | undefined>;
}
