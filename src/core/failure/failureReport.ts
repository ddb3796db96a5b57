import { durationText } from "../text/durationText.ts";
import { bulletList, code, codeBlock, heading, table, text, workspaceLink } from "../text/markdown.ts";
import type { Evidence, Phase } from "./evidence.ts";
import { exitCodeOf, exitCodeText } from "./exitCode.ts";
import { type FoundCause, knownCauses } from "./knownCauses.ts";
import { type Panic, panicOf } from "./panic.ts";

/** A failure explained. */
export interface Explanation {
    /** What happened, in one sentence, for where there is room for no more. */
    readonly sentence: string;
    /** The likeliest first. */
    readonly causes: readonly FoundCause[];
    readonly panic: Panic | undefined;
    /** The whole of it, in which nothing of a log or a reason counts as Markdown. */
    readonly markdown: string;
}

/** Explains what is known of a failure; `sourceOf` finds a panic's file below the workspace's first folder, if it is there. */
export function explain(evidence: Evidence, sourceOf: (panic: Panic) => string | undefined): Explanation {
    const causes = knownCauses(evidence);
    const panic = panicOf(evidence.lines);
    const sentence = `${subjectOf(evidence)} ${outcomeOf(evidence)}: ${causes[0]?.cause ?? firstLine(evidence.reason) ?? "no reason is given."}`;
    const parts = [
        heading(1, `${subjectOf(evidence)} ${outcomeOf(evidence)}`),
        ...causeParts(causes),
        ...panicParts(panic, panic && sourceOf(panic)),
        heading(2, "What SageMaker says"),
        table(["Property", "Value"], factRows(evidence)),
        ...phaseParts(evidence),
        ...lineParts(evidence),
    ];
    return { sentence, causes, panic, markdown: parts.join("\n\n") };
}

function subjectOf({ kind, name, place }: Evidence): string {
    return `${kind === "endpoint" ? "Endpoint" : "Training job"} ${name} in ${place}`;
}

function outcomeOf({ status }: Evidence): string {
    switch (status) {
        case "Failed":
        case "UpdateRollbackFailed":
            return "failed";
        case "Stopped":
            return "was stopped";
        default:
            return `is ${status}`;
    }
}

function firstLine(reason: string | undefined): string | undefined {
    return reason?.split("\n", 1)[0];
}

function causeParts([first, ...others]: readonly FoundCause[]): readonly string[] {
    if (first === undefined) {
        return [text("Nothing that this extension knows of explains it. What SageMaker says and the last lines are below.")];
    }
    return [
        `**${text(first.cause)}**`,
        text(first.fix),
        `Seen in: ${code(first.found)}`,
        ...(others.length === 0
            ? []
            : [heading(2, "Also possible"), bulletList(others.map(({ cause, fix }) => `${text(cause)} ${text(fix)}`))]),
    ];
}

function panicParts(panic: Panic | undefined, source: string | undefined): readonly string[] {
    if (panic?.place === undefined) {
        return [];
    }
    const { path, line } = panic.place;
    const shown = `${path}:${line}`;
    return [
        heading(2, "Where it panicked"),
        source === undefined ? code(shown) : workspaceLink(shown, source, line),
        ...(panic.message === "" ? [] : [codeBlock([panic.message])]),
    ];
}

function factRows(evidence: Evidence): readonly (readonly string[])[] {
    const exitCode = exitCodeOf(evidence);
    return [
        ["Status", text(evidence.status)],
        ["Reason", text(evidence.reason ?? "none")],
        ...(exitCode === undefined ? [] : [["Exit code", text(exitCodeText(exitCode))]]),
        ...(evidence.instanceType === undefined ? [] : [["Instance type", text(evidence.instanceType)]]),
        ["Created", text(evidence.createdAt.toISOString())],
    ];
}

function phaseParts({ phases, askedAt }: Evidence): readonly string[] {
    if (phases.length === 0) {
        return [];
    }
    const rows = phases.map((phase) => [
        text(phase.status),
        text(phase.startedAt.toISOString().slice(11, 19)),
        text(durationText(secondsOf(phase, askedAt))),
        text(phase.message),
    ]);
    return [heading(2, "Its course"), table(["Status", "From (UTC)", "For", "Message"], rows)];
}

function secondsOf({ startedAt, endedAt }: Phase, now: Date): number {
    return Math.max(0, (endedAt ?? now).getTime() - startedAt.getTime()) / 1000;
}

function lineParts({ lines, host, logFault }: Evidence): readonly string[] {
    const title = heading(2, `Last lines${host === undefined ? "" : ` of ${host}`}`);
    return [title, lines.length === 0 ? text(logFault ?? "There is no line of log.") : codeBlock(lines)];
}
