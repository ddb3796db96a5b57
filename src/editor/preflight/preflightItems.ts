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
    fail: { icon: "error", word: "Must be mended" },
    unknown: { icon: "question", word: "Unknown" },
    running: { icon: "loading~spin", word: "Checking…" },
};

/** What the checks come to: whether one may go on, and in what words. */
export interface Verdict {
    readonly mayLaunch: boolean;
    readonly label: string;
    readonly description: string;
}

/** The list: how to go on stands first, and the checks stay in their order while their answers come. */
export function preflightItems<P>(rows: readonly Row<P>[], verb: string): readonly PreflightItem<P>[] {
    const { mayLaunch, label, description } = verdictOf(rows, verb);
    return [
        { id: "launch", label, description, detail: "", fixes: [], ...(mayLaunch && { act: "launch" as const }) },
        { id: "showRequest", label: "$(json) Show Request", description: "", detail: "", fixes: [], act: "showRequest" },
        ...rows.map(rowItem),
    ];
}

function rowItem<P>({ id, title, finding }: Row<P>): PreflightItem<P> {
    const { icon, word } = LIGHTS[finding?.light ?? "running"];
    const fixes = finding?.fixes ?? [];
    const [first] = fixes;
    const way = first === undefined ? "" : ` · ${fixLabel(first)}`;
    return { id, label: `$(${icon}) ${title}`, description: word + way, detail: finding?.sentence ?? "", fixes };
}

/** Judges all findings together: what must be mended holds a launch back, and so does what is not known yet. */
export function verdictOf(rows: readonly Row<unknown>[], verb: string): Verdict {
    const count = (light: Light) => rows.filter(({ finding }) => finding?.light === light).length;
    const failed = count("fail");
    if (failed > 0) {
        const what = failed === 1 ? "1 row" : `${failed} rows`;
        return { mayLaunch: false, label: `$(circle-slash) ${verb}`, description: `${what} must be mended first` };
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
