import type { Dockerfile, Instruction, Stage } from "../dockerfile/dockerfile.ts";
import { stageLineage } from "../dockerfile/dockerfile.ts";

/** The crate that a Dockerfile is checked for, as far as it can be known without running cargo. */
export interface CheckedCrate {
    /** Names of its binaries. */
    readonly bins: readonly string[];
    readonly trainingInstanceType: string;
    readonly endpointInstanceType: string;
    /** The text of its Cargo.lock; undefined when there is none. */
    readonly lock: string | undefined;
}

/** The folder that the engine is sent. */
export interface CheckedContext {
    /** The ignore file that counts, or that would be created. */
    readonly ignorePath: string;
    /** Undefined when there is none. */
    readonly ignoreText: string | undefined;
    /** cargo's target folders that are in it, relative to it, with slashes. */
    readonly targetFolders: readonly string[];
}

/** A Dockerfile with what its checks need to know. */
export interface CheckedImage {
    readonly text: string;
    readonly dockerfile: Dockerfile;
    /** The stage that is built. */
    readonly stage: Stage;
    /** Its instructions and those of the stages that it is built on, in order. */
    readonly instructions: readonly Instruction[];
    readonly crate: CheckedCrate;
    readonly context: CheckedContext;
}

/** The image under the lowest stage that a stage is built on; undefined when it is not known. */
export function outsideBase(stage: Stage): string | undefined {
    return stageLineage(stage)[0]?.base;
}

/** The instructions of a stage and of those that it is built on, in the order in which they are carried out. */
export function allInstructions(stage: Stage): readonly Instruction[] {
    return stageLineage(stage).flatMap(({ instructions }) => instructions);
}

/** The stages that a stage copies files from, which is where its binaries were built. */
export function copiedStages({ stages }: Dockerfile, stage: Stage): readonly Stage[] {
    const names = allInstructions(stage)
        .filter(({ keyword }) => keyword === "COPY")
        .flatMap(({ flags }) => flags.filter(({ name }) => name === "from").map(({ value }) => value.toLowerCase()));
    return stages.filter((one, index) => one !== stage && (names.includes(one.name ?? "") || names.includes(`${index}`)));
}

/** The command of a RUN with its heredocs. */
export function scriptOf({ value, heredocs }: Instruction): string {
    return [value, ...heredocs].join("\n");
}

/** The subcommands of cargo that a script runs: `build`, `install`, `chef`. */
export function cargoSubcommands(script: string): readonly string[] {
    return script.split(/[\n;&|]+/).flatMap((command) => {
        const words = command.split(/\s+/);
        const cargo = words.findIndex((word) => word === "cargo" || word.endsWith("/cargo"));
        const subcommand = words.slice(cargo + 1).find((word) => !/^[-+]/.test(word));
        return cargo < 0 || subcommand === undefined ? [] : [subcommand];
    });
}
