import * as vscode from "vscode";
import { showCost } from "../editor/commands/showCost.ts";
import { BilledResources } from "../editor/cost/billedResources.ts";
import { costItem } from "../editor/cost/costItem.ts";
import { pickCost } from "../editor/cost/pickCost.ts";
import { settings } from "../editor/settings.ts";
import { poll } from "../editor/tree/poll.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { Commands, Shared } from "./shared.ts";
import type { Sidebar } from "./sidebar.ts";

/** What tells of costs. */
export interface CostParts {
    /** Looks through what the sidebar knows. */
    readonly refresh: () => void;
    /** Whether the status bar tells of something. */
    readonly isBilled: () => boolean;
    readonly commands: Commands<"rustSagemaker.cost.show">;
}

/** What costs so far grows with the clock, and no call is needed for it. */
const TICK_MS = 60_000;

/** Builds the status bar's item about what is billed in AWS, and the command behind it. What runs on this machine costs nothing. */
export function runningCosts(
    { context, connectQuietly, runCommand }: Shared,
    { resources }: Pick<Sidebar, "resources">,
): CostParts {
    const item = costItem();
    const needs = { ...connectQuietly, now: Date.now };
    let billed: BilledResources | undefined;
    const inAws = () => resources().find(({ place }) => place.kind === "aws");
    const draw = () => {
        const costs = billed?.costs ?? [];
        if (billed === undefined || costs.length === 0) {
            item.hide();
        } else {
            item.show(billed, settings.costWarning());
        }
    };
    const isBilled = () => (billed?.costs ?? []).length > 0;
    const looking = poll(
        async (signal) => {
            const aws = inAws();
            if (aws === undefined || billed?.place !== aws.place) {
                billed = aws && new BilledResources(aws.place, needs);
            }
            await (aws && billed?.look(aws.known, signal));
            draw();
        },
        () => (isBilled() ? TICK_MS : undefined),
    );
    const configured = vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("rustSagemaker.cost")) {
            draw();
        }
    });
    context.subscriptions.push(item, looking, configured);
    return {
        refresh: () => looking.wake(),
        isBilled,
        commands: {
            "rustSagemaker.cost.show": showCost({
                billed: () => billed,
                nodeOf: ({ kind, arn }) => {
                    const [job, endpoint] = [billed?.job(arn), billed?.endpoint(arn)];
                    if (billed === undefined) {
                        return undefined;
                    }
                    const { place } = billed;
                    return kind === "endpoint"
                        ? endpoint && { kind: "endpoint", place, endpoint, failureReason: undefined }
                        : job && { kind: "trainingJob", place, job, failureReason: undefined };
                },
                pick: pickCost,
                ask,
                runCommand: async (id, ...args) => {
                    await runCommand(id, ...args);
                    billed?.askAgain();
                    looking.wake();
                },
            }),
        },
    };
}
