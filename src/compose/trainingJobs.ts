import type * as vscode from "vscode";
import { CRATE_LABEL } from "../core/image/imageBuild.ts";
import { buildDiagnostics } from "../editor/buildDiagnostics.ts";
import type { CrateImage } from "../editor/commands/launchTrainingJob.ts";
import { pickResource } from "../editor/commands/pickResource.ts";
import { runImage } from "../editor/commands/runImage.ts";
import { stopTrainingJob } from "../editor/commands/stopTrainingJob.ts";
import { type Tails, wholeLog } from "../editor/logs/tailTarget.ts";
import { withProgress } from "../editor/progress.ts";
import { requireTrust } from "../editor/trust.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { EndpointParts } from "./endpoints.ts";
import type { ImageParts } from "./imageCommands.ts";
import type { Commands, Shared } from "./shared.ts";
import type { Sidebar } from "./sidebar.ts";

interface Needs {
    readonly images: ImageParts;
    readonly sidebar: Pick<Sidebar, "refresh">;
    readonly tails: Tails;
    readonly serveHere: EndpointParts["serveHere"];
}

type Ids = "rustSagemaker.job.start" | "rustSagemaker.job.stop" | "rustSagemaker.image.run";

/** Builds the commands that start and stop training jobs. */
export function trainingJobs(shared: Shared, { images, sidebar: { refresh }, tails, serveHere }: Needs): Commands<Ids> {
    const { context, log, connect, place } = shared;
    const { jobsIn, storeIn } = connect;
    const pickJob = pickResource({ place, list: async (one, signal) => (await jobsIn(one)).list(signal), ask });
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
                tails.show(wholeLog("trainingJob", place(), name));
            },
        };
        await (await import("./launch.ts")).launchCommand(needs)(signal, manifest, image);
    };
    return {
        "rustSagemaker.job.start": async (signal, manifest) => launch(signal, manifest),
        "rustSagemaker.job.stop": stopTrainingJob({ jobsIn, pick: pickJob, ask, refresh }),
        "rustSagemaker.image.run": runImage({
            images: async (signal) => (await images.engine(signal)).list(CRATE_LABEL, signal),
            train: launch,
            serve: serveHere,
            crateOf: images.crateOf,
            fetch: images.fetch,
            ask,
            progress: withProgress,
            requireTrust,
        }),
    };
}
