import type { Evidence } from "./evidence.ts";
import { exitCodeOf } from "./exitCode.ts";

/** What a way out does: one of our own commands, called with the training job that failed, or with nothing. */
export interface Way {
    readonly label: string;
    readonly command: string;
    readonly takes: "trainingJob" | "nothing";
}

/** Why something failed, as far as this extension knows such failures. */
export interface KnownCause {
    /** What happened, in one sentence. */
    readonly cause: string;
    /** What to do about it. */
    readonly fix: string;
    readonly way?: Way;
}

/** A cause and what gives it away. */
export interface CauseRule {
    /** Names it in tests. */
    readonly id: string;
    /** The text, or the fact in words, that gives the cause away; undefined where nothing does. */
    readonly find: (clues: Clues) => string | undefined;
    /** `found` is what `find` has answered. */
    readonly explain: (found: string, clues: Clues) => KnownCause;
}

/** What rules look at. */
export interface Clues {
    readonly evidence: Evidence;
    readonly exitCode: number | undefined;
    /** SageMaker's words. */
    readonly reason: string;
    /** Lines of the log, the newest first, none of them endless. */
    readonly newestFirst: readonly string[];
}

/** Longer lines are cut before they are searched. */
const LONGEST_LINE = 2000;

export function cluesOf(evidence: Evidence): Clues {
    return {
        evidence,
        exitCode: exitCodeOf(evidence),
        reason: (evidence.reason ?? "").slice(0, LONGEST_LINE),
        newestFirst: evidence.lines.toReversed().map((line) => line.slice(0, LONGEST_LINE)),
    };
}

/** What failed, within a sentence. */
export function subjectOf({ evidence: { kind } }: Clues): "endpoint" | "job" {
    return kind === "endpoint" ? "endpoint" : "job";
}

/** What SageMaker says matches a pattern, which takes no more than linear time. */
export function inReason(pattern: RegExp): CauseRule["find"] {
    return ({ reason }) => pattern.exec(reason)?.[0];
}

/** A line of the log, or what SageMaker says, matches a pattern, which takes no more than linear time. */
export function said(pattern: RegExp): CauseRule["find"] {
    return ({ reason, newestFirst }) => [...newestFirst, reason].find((text) => pattern.test(text));
}

/** The program ended with this code. */
export function exits(...codes: readonly number[]): CauseRule["find"] {
    return ({ exitCode }) => (exitCode !== undefined && codes.includes(exitCode) ? `exit code ${exitCode}` : undefined);
}

/** The first of these that finds something. */
export function either(...finds: readonly CauseRule["find"][]): CauseRule["find"] {
    return (clues) => {
        for (const find of finds) {
            const found = find(clues);
            if (found !== undefined) {
                return found;
            }
        }
        return undefined;
    };
}

export const WITH_CHANGES: Way = {
    label: "Run Again with Changes…",
    command: "rustSagemaker.job.againWithChanges",
    takes: "trainingJob",
};
export const PREFLIGHT: Way = { label: "Preflight…", command: "rustSagemaker.job.preflight", takes: "nothing" };
export const BUILD_IMAGE: Way = { label: "Build Image…", command: "rustSagemaker.image.build", takes: "nothing" };
export const CHOOSE_ROLE: Way = { label: "Choose Role…", command: "rustSagemaker.role.choose", takes: "nothing" };
export const DEPLOY: Way = { label: "Deploy Endpoint…", command: "rustSagemaker.endpoint.deploy", takes: "nothing" };
