import { costText, instancesText, limitsText, totalText } from "../../core/cost/costText.ts";
import type { Running, RunningCost } from "../../core/cost/runningCost.ts";
import { type Place, placeName } from "../../core/place.ts";
import type { Ask, Choice } from "../ask.ts";
import type { EndpointNode, TrainingJobNode } from "../tree/nodes.ts";

/** What runs in one place, and what it costs. */
export interface PlaceCosts {
    readonly place: Place;
    readonly costs: readonly RunningCost[];
    /** The day of prices that are not of today; ISO 8601. */
    readonly pricesAsOf: string | undefined;
    /** Whether more may be billed than is known, because pages of lists remain unread. */
    readonly isPartial: boolean;
}

/** A choice that has a button of its own beside what Enter does. */
export interface CostChoice extends Choice<RunningCost> {
    /** What the button does, such as `Stop Job`, and its icon. */
    readonly button: { readonly label: string; readonly icon: string };
}

interface Needs {
    /** What is billed; undefined while AWS is not connected to. */
    readonly billed: () => PlaceCosts | undefined;
    readonly nodeOf: (running: Running) => TrainingJobNode | EndpointNode | undefined;
    /** Answers what was chosen, and whether by its button. */
    readonly pick: (
        title: string,
        note: string,
        choices: readonly CostChoice[],
        signal: AbortSignal,
    ) => Promise<{ readonly cost: RunningCost; readonly isByButton: boolean } | undefined>;
    readonly ask: Pick<Ask, "pick" | "tell">;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
}

/** Shows what is billed now, with the way to end each. */
export function showCost({ billed, nodeOf, pick, ask, runCommand }: Needs) {
    return async (signal: AbortSignal): Promise<void> => {
        const now = billed();
        if (now === undefined) {
            await ask.tell("AWS is not connected, and what runs on this machine costs nothing.");
            return;
        }
        const { place, costs, pricesAsOf, isPartial } = now;
        if (costs.length === 0) {
            await ask.tell(`Nothing that is known of runs in ${placeName(place)}: no job, no warm pool, no endpoint.`);
            return;
        }
        const chosen = await pick(
            `${placeName(place)}: ${totalText(costs, isPartial)}`,
            limitsText(pricesAsOf, isPartial),
            costs.toSorted(dearestFirst).map(choiceOf),
            signal,
        );
        const node = chosen && nodeOf(chosen.cost.running);
        if (chosen === undefined || node === undefined) {
            return;
        }
        const { running } = chosen.cost;
        const command = chosen.isByButton ? ENDINGS[running.kind].command : await ask.pick(running.name, actionsOf(running));
        if (command !== undefined) {
            await runCommand(command, node);
        }
    };
}

const ENDINGS: Readonly<Record<Running["kind"], { readonly label: string; readonly icon: string; readonly command: string }>> = {
    trainingJob: { label: "Stop Job", icon: "debug-stop", command: "rustSagemaker.job.stop" },
    warmPool: { label: "End Warm Pool", icon: "debug-stop", command: "rustSagemaker.job.endWarmPool" },
    endpoint: { label: "Delete Endpoint", icon: "trash", command: "rustSagemaker.endpoint.delete" },
};

const KINDS: Readonly<Record<Running["kind"], string>> = {
    trainingJob: "Training job",
    warmPool: "Warm pool",
    endpoint: "Endpoint",
};

function choiceOf(cost: RunningCost): CostChoice {
    const { running } = cost;
    return {
        label: running.name,
        description: `${KINDS[running.kind]} · ${instancesText(running)}`,
        detail: costText(cost),
        value: cost,
        button: ENDINGS[running.kind],
    };
}

function actionsOf({ kind }: Running): readonly Choice<string>[] {
    const ending = ENDINGS[kind];
    const logs = kind === "endpoint" ? "rustSagemaker.endpoint.logs" : "rustSagemaker.job.logs";
    const panel = kind === "endpoint" ? "rustSagemaker.request.open" : "rustSagemaker.job.metrics";
    return [
        { label: `${ending.label}…`, value: ending.command },
        { label: kind === "endpoint" ? "Invoke Endpoint…" : "Show Metrics", value: panel },
        { label: "Tail Logs", value: logs },
    ];
}

function dearestFirst(one: RunningCost, other: RunningCost): number {
    return other.usdPerHour - one.usdPerHour;
}
