import type { Instruction, Stage } from "../dockerfile/dockerfile.ts";
import type { Word } from "../dockerfile/dockerfileWords.ts";
import type { CheckedImage } from "./checkedImage.ts";
import { type Change, type Finding, type Fix, removal } from "./finding.ts";

const SECRET =
    /(^|_)(TOKEN|PASSWORD|PASSWD|SECRET|SECRETS|CREDENTIALS|APIKEY|API_KEY|ACCESS_KEY|ACCESS_KEY_ID|PRIVATE_KEY|SECRET_KEY)$/i;

/** Names that end like a secret and are none. */
const HARMLESS = /(^|_)(MAX|NUM|EOS|BOS|PAD|UNK|STOP|MASK|CLS|SEP)_TOKEN$/i;

/** Nobody wants to read of more. */
const MANY = 20;

/** The value of an ARG or ENV stays in the image's history, where all who may pull the image read it. */
export function secretsInImage({ text, dockerfile }: CheckedImage): readonly Finding[] {
    const places: readonly Place[] = [
        ...dockerfile.args.map((instruction) => ({ instruction, stage: undefined })),
        ...dockerfile.stages.flatMap((stage) => stage.instructions.map((instruction) => ({ instruction, stage }))),
    ];
    return places
        .flatMap((place) => namesOf(place.instruction).map((named) => ({ ...place, ...named })))
        .filter(({ name, word, instruction }) => SECRET.test(name) && !HARMLESS.test(name) && !isEmpty(word, instruction))
        .slice(0, MANY)
        .map(({ name, word, instruction, stage }) => ({
            id: "secret-in-image",
            severity: "warning",
            message: `What ${instruction.keyword} sets stays in the image's history, and ${name} looks like a secret. Mount it for the one RUN that needs it: RUN --mount=type=secret,id=${name} …, name it in sagemaker.json's image.secrets, and say in the setting rustSagemaker.image.secrets where yours comes from.`,
            ...instruction.rangeOf(word),
            fixes: stage === undefined ? [] : mountFix(text, name, instruction, stage),
        }));
}

interface Place {
    readonly instruction: Instruction;
    /** Undefined before the first FROM. */
    readonly stage: Stage | undefined;
}

function namesOf({ keyword, words }: Instruction): readonly { readonly name: string; readonly word: Word }[] {
    if (keyword !== "ARG" && keyword !== "ENV") {
        return [];
    }
    const isOldForm = keyword === "ENV" && words[0]?.raw.includes("=") === false;
    return (isOldForm ? words.slice(0, 1) : words).map((word) => ({ name: word.raw.split("=", 1)[0] ?? "", word }));
}

/** `ENV TOKEN=` only takes a value away. */
function isEmpty(word: Word, { keyword }: Instruction): boolean {
    return keyword === "ENV" && /^\w+=(""|'')?$/.test(word.raw);
}

/** Takes an ARG of its own away and mounts the secret in the stage's RUNs that name it. An ENV has a value that must go elsewhere first. */
function mountFix(text: string, name: string, arg: Instruction, stage: Stage): readonly Fix[] {
    const uses = stage.instructions.filter(({ value }) => new RegExp(`\\$\\{?${name}\\b`).test(value));
    const isSimple = uses.every(
        ({ keyword, exec, heredocs }) => keyword === "RUN" && exec === undefined && heredocs.length === 0,
    );
    if (arg.keyword !== "ARG" || arg.words.length !== 1 || uses.length === 0 || !isSimple) {
        return [];
    }
    const title = `Mount ${name} as a secret`;
    const mounts = uses.map(({ valueStart }): Change => {
        const script = `--mount=type=secret,id=${name} export ${name}="$(cat /run/secrets/${name})" && `;
        return { kind: "replace", start: valueStart, end: valueStart, text: script };
    });
    return [{ title, changes: [...removal(title, text, arg.start, arg.end).changes, ...mounts] }];
}
