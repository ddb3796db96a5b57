import { logicalLines, type LogicalLine } from "./dockerfileLines.ts";
import { expand, splitWords, type Variables, type Word } from "./dockerfileWords.ts";

/** One instruction. Offsets are into the text of the file. */
export interface Instruction {
    /** In upper case. */
    readonly keyword: string;
    /** `--mount=…` and the like, in order; the value of a bare flag is empty. */
    readonly flags: readonly { readonly name: string; readonly value: string }[];
    /** What follows the keyword and its flags, lines joined. */
    readonly value: string;
    /** The words of `value`; variables are filled in, also where the shell would do it (RUN, CMD, ENTRYPOINT). */
    readonly words: readonly Word[];
    /** The array of the exec form; undefined for the shell form. */
    readonly exec: readonly string[] | undefined;
    readonly heredocs: readonly string[];
    readonly start: number;
    readonly end: number;
    /** Offset of the first character of `value`. */
    readonly valueStart: number;
    /** Where a word stands in the file. */
    readonly rangeOf: (word: Word) => { readonly start: number; readonly end: number };
}

/** What a FROM begins. */
export interface Stage {
    /** As `AS` names it, in lower case. */
    readonly name: string | undefined;
    /** The image or the stage it is built on, variables filled in; undefined when that hangs on a build argument without a value. */
    readonly base: string | undefined;
    /** The stage it is built on, when `base` names an earlier one. */
    readonly parent: Stage | undefined;
    readonly platform: string | undefined;
    readonly from: Instruction;
    /** Without its FROM. */
    readonly instructions: readonly Instruction[];
    /** The ENV at its end, that of the stages under it included; of what an outside base image sets, only a PATH is assumed. */
    readonly environment: Variables;
}

export interface Dockerfile {
    /** The ARGs before the first FROM. */
    readonly args: readonly Instruction[];
    readonly stages: readonly Stage[];
    /** Parser directives by lower-case name. */
    readonly directives: ReadonlyMap<string, string>;
}

/** Docker's own, which the usual base images set too, or add to. */
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const HAS_FLAGS = new Set(["ADD", "COPY", "FROM", "HEALTHCHECK", "RUN"]);
const HAS_EXEC_FORM = new Set(["ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"]);

/** Reads a Dockerfile as far as it can be understood; a half-typed one gives what there is. Build arguments replace the ARGs' defaults. */
export function parseDockerfile(text: string, buildArgs: Readonly<Record<string, string>> = {}): Dockerfile {
    const { directives, lines } = logicalLines(text);
    const escape = directives.get("escape") === "`" ? "`" : "\\";
    const args: Instruction[] = [];
    const stages: StageDraft[] = [];
    const globals = new Map<string, string>();
    for (const line of lines) {
        const keyword = /^\S+/.exec(line.text)?.[0].toUpperCase() ?? "";
        const stage = stages.at(-1);
        if (keyword === "FROM") {
            stages.push(stageOf(instructionOf(line, keyword, escape, globals), stages));
        } else if (stage === undefined) {
            const instruction = instructionOf(line, keyword, escape, globals);
            args.push(...(keyword === "ARG" ? [instruction] : []));
            declare(instruction, { into: globals, buildArgs, globals: new Map(), environment: new Map() });
        } else {
            const instruction = instructionOf(line, keyword, escape, stage.scope);
            stage.instructions.push(instruction);
            declare(instruction, { into: stage.scope, buildArgs, globals, environment: stage.environment });
            setEnvironment(instruction, stage, escape);
        }
    }
    return { args, stages, directives };
}

/** A stage and those it is built on, from the lowest. */
export function stageLineage(stage: Stage): readonly Stage[] {
    return stage.parent === undefined ? [stage] : [...stageLineage(stage.parent), stage];
}

/** The stage that is built: the one of this name, or the last. */
export function builtStage({ stages }: Dockerfile, target: string | undefined): Stage | undefined {
    return target === undefined
        ? stages.at(-1)
        : stages.find(({ name }, index) => name === target.toLowerCase() || `${index}` === target);
}

interface StageDraft extends Stage {
    readonly instructions: Instruction[];
    readonly environment: Map<string, string>;
    /** What a variable means at this point: ENV counts more than ARG. */
    readonly scope: Map<string, string>;
}

function instructionOf(line: LogicalLine, keyword: string, escape: string, variables: Variables): Instruction {
    const { text, offsetAt, heredocs, end } = line;
    let rest = text.slice(keyword.length).trimStart();
    const flags: { name: string; value: string }[] = [];
    for (let match: RegExpExecArray | null; HAS_FLAGS.has(keyword) && (match = /^--([a-z-]+)(?:=(\S*))?\s*/.exec(rest));) {
        flags.push({ name: match[1] ?? "", value: match[2] ?? "" });
        rest = rest.slice(match[0].length);
    }
    const from = text.length - rest.length;
    return {
        keyword,
        flags,
        value: rest,
        words: splitWords(text, from, escape, variables),
        exec: HAS_EXEC_FORM.has(keyword) ? execForm(rest) : undefined,
        heredocs,
        start: offsetAt(0),
        end,
        valueStart: offsetAt(from),
        rangeOf: ({ index, raw }) => ({ start: offsetAt(index), end: offsetAt(index + raw.length - 1) + 1 }),
    };
}

function execForm(value: string): readonly string[] | undefined {
    try {
        const array: unknown = JSON.parse(value);
        return Array.isArray(array) && array.every((item) => typeof item === "string") ? array : undefined;
    } catch {
        return undefined;
    }
}

function stageOf(from: Instruction, earlier: readonly Stage[]): StageDraft {
    const [image, as, name] = from.words;
    const base = image?.value;
    const parent = earlier.findLast((stage) => stage.name !== undefined && stage.name === base?.toLowerCase());
    const inherited = parent?.environment ?? [["PATH", DEFAULT_PATH] as const];
    return {
        name: as?.raw.toUpperCase() === "AS" ? name?.raw.toLowerCase() : undefined,
        base: base === "" ? undefined : base,
        parent,
        platform: from.flags.find((flag) => flag.name === "platform")?.value,
        from,
        instructions: [],
        environment: new Map(inherited),
        scope: new Map(inherited),
    };
}

interface Declaration {
    readonly into: Map<string, string>;
    readonly buildArgs: Readonly<Record<string, string>>;
    /** What stands before the first FROM, for `ARG NAME` in a stage. */
    readonly globals: Variables;
    readonly environment: Variables;
}

/** `ARG NAME=default` and `ARG NAME`. */
function declare({ keyword, words }: Instruction, { into, buildArgs, globals, environment }: Declaration): void {
    for (const { raw, value } of keyword === "ARG" ? words : []) {
        const [name = ""] = raw.split("=", 1);
        const preset = raw.includes("=") ? value?.slice(name.length + 1) : globals.get(name);
        const known = Object.hasOwn(buildArgs, name) ? buildArgs[name] : preset;
        if (known !== undefined && !environment.has(name)) {
            into.set(name, known);
        }
    }
}

/** `ENV A=b C=d`, and the old form `ENV A b c`. */
function setEnvironment({ keyword, words, value }: Instruction, { environment, scope }: StageDraft, escape: string): void {
    const [first] = keyword === "ENV" ? words : [];
    if (first === undefined) {
        return;
    }
    const isOldForm = !first.raw.includes("=");
    const pairs = isOldForm
        ? [[first.raw, expand(value.slice(first.raw.length).trimStart(), escape, scope)] as const]
        : words.map(({ raw, value: set }) => [raw.split("=", 1)[0] ?? "", set?.slice(raw.indexOf("=") + 1)] as const);
    for (const [name, set] of pairs) {
        for (const variables of [environment, scope]) {
            if (set === undefined) {
                variables.delete(name);
            } else {
                variables.set(name, set);
            }
        }
    }
}
