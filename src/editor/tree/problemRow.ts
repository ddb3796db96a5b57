import { Problem, type ProblemCode, type Remedy } from "../../core/problem.ts";
import { errorText } from "../../core/text/errorText.ts";
import type { MessageNode } from "./nodes.ts";

/** What fits into the sidebar; the whole sentence is the tooltip. */
const SHORT: Readonly<Partial<Record<ProblemCode, string>>> = {
    engineMissing: "No container engine",
    engineStopped: "Engine is not running",
    engineDenied: "No access to the engine",
    credentialsMissing: "Not signed in to AWS",
    regionMissing: "No region of AWS is chosen",
    loginExpired: "Sign in again…",
    accessDenied: "AWS does not allow this",
    serviceUnreachable: "AWS cannot be reached",
    throttled: "AWS is asked too often",
    notAws: "This does not answer as AWS does",
    clockWrong: "The clock of this machine is wrong",
};
/** What is tried anew without anybody doing anything. */
const PASSES_BY_ITSELF = new Set<ProblemCode>(["serviceUnreachable", "throttled", "localServerUnreachable"]);

const REFRESH = { id: "rustSagemaker.tree.refresh", title: "Refresh" };

/** A failure as a row, with the way out as its click. */
export function problemRow(id: string, error: unknown, since?: string): MessageNode {
    const detail = errorText(error);
    const code = Problem.is(error) ? error.code : undefined;
    const command = (Problem.is(error) ? commandOf(error.remedy) : undefined) ?? REFRESH;
    const passes = code !== undefined && PASSES_BY_ITSELF.has(code);
    return {
        kind: "message",
        id: `message/${id}/problem`,
        text: (code && SHORT[code]) ?? detail,
        hint: since ?? (code === "loginExpired" ? "the sign-in has expired" : command.title),
        detail: since === undefined ? detail : `${detail} What is shown is as of ${since.replace("stale since ", "")}.`,
        icon: code === "serviceUnreachable" ? "debug-disconnect" : passes ? "watch" : "warning",
        command,
    };
}

function commandOf(remedy: Remedy): MessageNode["command"] | undefined {
    switch (remedy.kind) {
        case "openSetting":
            return { id: "workbench.action.openSettings", title: remedy.label, args: [remedy.key] };
        case "runCommand":
            return { id: remedy.command, title: remedy.label, ...(remedy.args !== undefined && { args: remedy.args }) };
        case "openPage":
            return { id: "vscode.open", title: remedy.label, args: [remedy.url] };
        default:
            return undefined;
    }
}
