import type * as vscode from "vscode";
import { CRATE_LABEL } from "../core/image/imageBuild.ts";
import { buildDiagnostics } from "../editor/buildDiagnostics.ts";
import { deleteEndpoint } from "../editor/commands/deleteEndpoint.ts";
import { deployEndpoint } from "../editor/commands/deployEndpoint.ts";
import type { CrateImage } from "../editor/commands/launchTrainingJob.ts";
import { pickResource } from "../editor/commands/pickResource.ts";
import { runImage } from "../editor/commands/runImage.ts";
import { showTarget } from "../editor/commands/showTarget.ts";
import { stopTrainingJob } from "../editor/commands/stopTrainingJob.ts";
import type { LogTails } from "../editor/logTails.ts";
import type { Panels } from "../editor/panels/panels.ts";
import { withProgress } from "../editor/progress.ts";
import { requireTrust } from "../editor/trust.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { ImageParts } from "./imageCommands.ts";
import type { Commands, Shared } from "./shared.ts";
import type { Sidebar } from "./sidebar.ts";

interface Needs {
    readonly images: ImageParts;
    readonly sidebar: Sidebar;
    readonly tails: Pick<LogTails, "show">;
    readonly panels: Pick<Panels, "open">;
}

type Ids =
    | "rustSagemaker.job.start"
    | "rustSagemaker.job.stop"
    | "rustSagemaker.job.logs"
    | "rustSagemaker.job.metrics"
    | "rustSagemaker.endpoint.deploy"
    | "rustSagemaker.endpoint.logs"
    | "rustSagemaker.endpoint.delete"
    | "rustSagemaker.request.open"
    | "rustSagemaker.image.run";

/** Builds the commands that launch, show, deploy and delete. */
export function jobsAndEndpoints(shared: Shared, { images, sidebar, tails, panels }: Needs): Commands<Ids> {
    const { context, log, connect, place } = shared;
    const { jobsIn, endpointsIn, storeIn } = connect;
    const { refresh } = sidebar;
    const pickJob = pickResource({ place, list: async (one, signal) => (await jobsIn(one)).list(signal), ask });
    const pickEndpoint = pickResource({ place, list: async (one, signal) => (await endpointsIn(one)).list(signal), ask });
    const target = showTarget({ pickJob, pickEndpoint, tails, panels });
    const diagnostics = buildDiagnostics();
    context.subscriptions.push(diagnostics);
    const launch = async (signal: AbortSignal, manifest?: vscode.Uri, image?: CrateImage) => {
        const needs = {
            place: place(),
            jobsIn,
            storeIn,
            buildImage: images.builder,
            diagnostics,
            logLine: (line: string) => log.info(line),
            onStarted: (name: string) => {
                refresh();
                tails.show({ kind: "trainingJob", name });
            },
        };
        await (await import("./launch.ts")).launchCommand(needs)(signal, manifest, image);
    };
    const deploy = deployEndpoint({ jobsIn, endpointsIn, pick: pickJob, ask, progress: withProgress, refresh, requireTrust });
    return {
        "rustSagemaker.job.start": async (signal, manifest) => launch(signal, manifest),
        "rustSagemaker.job.stop": stopTrainingJob({ jobsIn, pick: pickJob, ask, refresh }),
        "rustSagemaker.job.logs": target.jobLogs,
        "rustSagemaker.job.metrics": target.jobMetrics,
        "rustSagemaker.endpoint.deploy": async (signal, node) => deploy(signal, node),
        "rustSagemaker.endpoint.logs": target.endpointLogs,
        "rustSagemaker.endpoint.delete": deleteEndpoint({ endpointsIn, pick: pickEndpoint, ask, refresh }),
        "rustSagemaker.request.open": target.request,
        "rustSagemaker.image.run": runImage({
            images: async (signal) => (await images.engine(signal)).list(CRATE_LABEL, signal),
            train: launch,
            serve: deploy,
            crateOf: images.crateOf,
            fetch: images.fetch,
            ask,
            progress: withProgress,
            requireTrust,
        }),
    };
}
