import * as vscode from "vscode";
import { type Tails, wholeLog } from "../editor/logs/tailTarget.ts";
import { findProjectFiles } from "../editor/manifests.ts";
import { lazyPanels } from "../editor/panels/lazyPanels.ts";
import type { PanelsNeeds } from "../editor/panels/panels.ts";
import { applyRemedy } from "../editor/showProblem.ts";
import { PANEL_TYPE } from "../protocol/panelType.ts";
import type { Shared } from "./shared.ts";

/** A phase of a job on AWS takes longer than this, as a rule. */
const AWS_POLL_MS = 10_000;

/** Builds the panels of jobs and endpoints, whose code is loaded when the first one is opened. */
export function panels({ context, log, connect, connectQuietly, report, runCommand }: Shared, tails: Tails) {
    // A panel asks by itself, and asks nobody to sign in; a request is somebody's own.
    const { jobsIn, metricsIn, endpointsIn } = connectQuietly;
    const needs = {
        extensionUri: context.extensionUri,
        clientsIn: async (place) => ({
            jobs: await jobsIn(place),
            metrics: await metricsIn(place),
            endpoints: await endpointsIn(place),
            invoke: await connect.invokeIn(place),
        }),
        examples: async () => {
            const { savedRequests } = await import("../adapters/workspace/examples.ts");
            return vscode.workspace.isTrusted ? savedRequests(await findProjectFiles()) : [];
        },
        actions: {
            deploy: (subject, job) =>
                void runCommand("rustSagemaker.endpoint.deploy", { kind: "trainingJob", place: subject.place, job }),
            tailLogs: ({ kind, place, name }) => tails.show(wholeLog(kind === "job" ? "trainingJob" : "endpoint", place, name)),
            follow: (remedy) => void applyRemedy(remedy, log).catch(report),
        },
        pollMsIn: ({ kind }) => (kind === "local" ? 1000 : AWS_POLL_MS),
        metricsMsIn: ({ kind }) => (kind === "local" ? 0 : 60_000),
        report,
    } satisfies PanelsNeeds;
    const set = lazyPanels(async () => (await import("../editor/panels/panels.ts")).panels(needs), report);
    const serializer = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, set.serializer);
    context.subscriptions.push(set, serializer);
    return set;
}
