import * as vscode from "vscode";
import type { LogTails } from "../editor/logTails.ts";
import { findProjectFiles } from "../editor/manifests.ts";
import { lazyPanels } from "../editor/panels/lazyPanels.ts";
import type { PanelsNeeds } from "../editor/panels/panels.ts";
import { applyRemedy } from "../editor/showProblem.ts";
import { PANEL_TYPE } from "../protocol/panelType.ts";
import type { Shared } from "./shared.ts";

/** Builds the panels of jobs and endpoints, whose code is loaded when the first one is opened. */
export function panels({ context, log, connect, report, runCommand }: Shared, tails: Pick<LogTails, "show">) {
    const { jobsIn, metricsIn, endpointsIn, invokeIn } = connect;
    const needs = {
        extensionUri: context.extensionUri,
        clientsIn: async (place) => ({
            jobs: await jobsIn(place),
            metrics: await metricsIn(place),
            endpoints: await endpointsIn(place),
            invoke: await invokeIn(place),
        }),
        examples: async () => {
            const { savedRequests } = await import("../adapters/workspace/examples.ts");
            return vscode.workspace.isTrusted ? savedRequests(await findProjectFiles()) : [];
        },
        actions: {
            deploy: (subject, job) =>
                void runCommand("rustSagemaker.endpoint.deploy", { kind: "trainingJob", place: subject.place, job }),
            tailLogs: ({ kind, name }) => tails.show({ kind: kind === "job" ? "trainingJob" : "endpoint", name }),
            follow: (remedy) => void applyRemedy(remedy, log).catch(report),
        },
        pollMsIn: () => 1000,
        report,
    } satisfies PanelsNeeds;
    const set = lazyPanels(async () => (await import("../editor/panels/panels.ts")).panels(needs), report);
    const serializer = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, set.serializer);
    context.subscriptions.push(set, serializer);
    return set;
}
