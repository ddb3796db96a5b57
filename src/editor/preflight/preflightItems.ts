import type { Fix, Light, Row } from "../../core/preflight/finding.ts";

/** A row of the list, as plain data; without an `act` it only says something. */
export interface PreflightItem<P> {
    readonly id: string;
    readonly label: string;
    readonly description: string;
    readonly detail: string;
    readonly fixes: readonly Fix<P>[];
    readonly act?: "launch" | "showRequest";
}

/** An icon and its word: who cannot see the one reads the other. */
const LIGHTS: Readonly<Record<Light | "running", { readonly icon: string; readonly word: string }>> = {
    ok: { icon: "pass", word: "OK" },
    warn: { icon: "warning", word: "Warning" },
    fail: { icon: "error", word: "Problem" },
    unknown: { icon: "question", word: "Unknown" },
    running: { icon: "loading~spin", word: "Checking…" },
};

/** What the checks come to: whether one may go on, and in what words. */
export interface Verdict {
    readonly mayLaunch: boolean;
    readonly label: string;
    readonly description: string;
}

/** What needs the user's eyes stands where they are; otherwise the checks keep their order. */
const ORDER: readonly (Light | undefined)[] = ["fail", "warn", "unknown", "ok"];

/**
 * The list: how to go on stands first, then what was found, the worst of it first. While a check runs, each has its place and one line, so that
 * nothing moves away under the mouse with the next answer.
 */
export function preflightItems<P>(rows: readonly Row<P>[], verb: string): readonly PreflightItem<P>[] {
    const { mayLaunch, label, description } = verdictOf(rows, verb);
    const isSettled = rows.every(({ finding }) => finding !== undefined);
    return [
        { id: "launch", label, description, detail: "", fixes: [], ...(mayLaunch && { act: "launch" as const }) },
        { id: "showRequest", label: "$(json) Show Request", description: "", detail: "", fixes: [], act: "showRequest" },
        ...(isSettled ? rows.toSorted((a, b) => rankOf(a) - rankOf(b)).map(rowItem) : rows.map(lineItem)),
    ];
}

function rankOf({ finding }: Row<unknown>): number {
    return ORDER.indexOf(finding?.light);
}

/** What is well takes one line, all else two. */
function rowItem<P>(row: Row<P>): PreflightItem<P> {
    const line = lineItem(row);
    const { finding } = row;
    if (finding === undefined || finding.light === "ok") {
        return line;
    }
    const way = line.fixes.slice(0, 1).map(fixLabel);
    return { ...line, description: [LIGHTS[finding.light].word, ...way].join(" · "), detail: finding.sentence };
}

function lineItem<P>({ id, title, finding }: Row<P>): PreflightItem<P> {
    const { icon, word } = LIGHTS[finding?.light ?? "running"];
    const description = finding === undefined ? word : `${word} · ${finding.sentence}`;
    return { id, label: `$(${icon}) ${title}`, description, detail: "", fixes: finding?.fixes ?? [] };
}

/** Judges all findings together: a problem holds a launch back, and so does what is not known yet. */
export function verdictOf(rows: readonly Row<unknown>[], verb: string): Verdict {
    const count = (light: Light) => rows.filter(({ finding }) => finding?.light === light).length;
    const failed = count("fail");
    if (failed > 0) {
        const what = failed === 1 ? "1 problem" : `${failed} problems`;
        return { mayLaunch: false, label: `$(circle-slash) ${verb}`, description: `${what} to fix first` };
    }
    const running = rows.filter(({ finding }) => finding === undefined).length;
    if (running > 0) {
        return {
            mayLaunch: false,
            label: `$(loading~spin) ${verb}`,
            description: `${running} of ${rows.length} checks are running`,
        };
    }
    const [warnings, unknown] = [count("warn"), count("unknown")];
    const doubts = [
        ...(warnings === 0 ? [] : [warnings === 1 ? "1 warning" : `${warnings} warnings`]),
        ...(unknown === 0 ? [] : [`${unknown} unknown`]),
    ];
    return doubts.length === 0
        ? { mayLaunch: true, label: `$(rocket) ${verb}`, description: `all ${rows.length} checks passed` }
        : { mayLaunch: true, label: `$(warning) ${verb} Anyway`, description: doubts.join(", ") };
}

/** What a fix is called on its button. */
export function fixLabel(fix: Fix<unknown>): string {
    return fix.kind === "showLog" ? "Show Log" : fix.label;
}
