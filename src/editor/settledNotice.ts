import { placeName } from "../core/place.ts";
import type { Ask } from "./ask.ts";
import type { Settled } from "./tree/settlingWatch.ts";

interface Needs {
    readonly ask: Pick<Ask, "tell" | "warn">;
    /** `all`, `failures` or `none`. */
    readonly wanted: () => string;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
    /** Waits for what comes to rest together with the first one. */
    readonly together: () => Promise<void>;
}

/** Tells that a job or an endpoint came to rest, with the next step as a button; of several at once in one sentence. */
export function settledNotice({ ask, wanted, runCommand, together }: Needs) {
    let waiting: readonly Settled[] = [];
    return async (settled: Settled): Promise<void> => {
        waiting = [...waiting, settled];
        if (waiting.length > 1) {
            return; // The first one tells of all.
        }
        await together();
        const told = waiting.filter((one) => wanted() === "all" || (wanted() === "failures" && hasFailed(one)));
        waiting = [];
        const [first] = told;
        if (first === undefined) {
            return;
        }
        const { sentence, failed, buttons } = told.length === 1 ? noticeOf(first) : noticeOfMany(told);
        const pressed = await (failed ? ask.warn : ask.tell)(sentence, ...buttons.keys());
        const action = buttons.get(pressed ?? "");
        if (action !== undefined) {
            await runCommand(action.command, ...(action.on === undefined ? [] : [nodeOf(action.on)]));
        }
    };
}

interface Action {
    readonly command: string;
    readonly on?: Settled;
}

interface Notice {
    readonly sentence: string;
    readonly failed: boolean;
    /** Label → what it does. */
    readonly buttons: ReadonlyMap<string, Action>;
}

const MOST_NAMED = 3;

function noticeOf(settled: Settled): Notice {
    const buttons = buttonsOf(settled).map(([label, command]) => [label, { command, on: settled }] as const);
    const reason = settled.reason === undefined ? "" : ` ${settled.reason}`;
    return {
        sentence: `${subjectOf(settled)} ${outcomeOf(settled)}.${reason}`,
        failed: hasFailed(settled),
        buttons: new Map(buttons),
    };
}

function noticeOfMany(all: readonly Settled[]): Notice {
    const failed = all.filter(hasFailed);
    const [only] = failed;
    const explain = only && buttonsOf(only).find(([label]) => label === EXPLAIN)?.[1];
    return {
        sentence: `${listed(
            all.filter((one) => !hasFailed(one)),
            "came to rest",
        )}${listed(failed, "failed")}`.trim(),
        failed: only !== undefined,
        buttons: new Map<string, Action>([
            ["Show Resources", { command: "rustSagemaker.resources.focus" }],
            ...(only !== undefined && failed.length === 1 && explain !== undefined
                ? [[EXPLAIN, { command: explain, on: only }] as const]
                : []),
        ]),
    };
}

function listed(settled: readonly Settled[], did: string): string {
    const names = settled.slice(0, MOST_NAMED).map((one) => (one.kind === "trainingJob" ? one.job.name : one.endpoint.name));
    const others = settled.length > MOST_NAMED ? ` and ${settled.length - MOST_NAMED} more` : "";
    return settled.length === 0 ? "" : `${settled.length} ${did}: ${names.join(", ")}${others}. `;
}

const EXPLAIN = "Explain Failure";

function buttonsOf(settled: Settled): readonly (readonly [label: string, command: string])[] {
    if (settled.kind === "endpoint") {
        return hasFailed(settled)
            ? [
                  [EXPLAIN, "rustSagemaker.endpoint.explain"],
                  ["Show Log", "rustSagemaker.endpoint.logs"],
              ]
            : [["Invoke…", "rustSagemaker.request.open"]];
    }
    const logs = ["Show Log", "rustSagemaker.job.logs"] as const;
    switch (settled.job.status) {
        case "Completed":
            return [["Deploy Endpoint…", "rustSagemaker.endpoint.deploy"], logs];
        case "Failed":
            return [[EXPLAIN, "rustSagemaker.job.explain"], logs];
        default:
            return [logs];
    }
}

function subjectOf(settled: Settled): string {
    const { place } = settled;
    const where = place.kind === "local" ? "" : ` in ${placeName(place)}`;
    return settled.kind === "endpoint" ? `Endpoint ${settled.endpoint.name}${where}` : `Training job ${settled.job.name}${where}`;
}

function outcomeOf(settled: Settled): string {
    if (hasFailed(settled)) {
        return "failed";
    }
    if (settled.kind === "endpoint") {
        return settled.endpoint.status === "InService" ? "is in service" : `is ${settled.endpoint.status}`;
    }
    return settled.job.status === "Completed" ? "completed" : `ended: ${settled.job.status}`;
}

function hasFailed(settled: Settled): boolean {
    const status: string = settled.kind === "endpoint" ? settled.endpoint.status : settled.job.status;
    return status === "Failed" || status === "UpdateRollbackFailed";
}

function nodeOf(settled: Settled): unknown {
    return { ...settled, failureReason: settled.reason };
}
