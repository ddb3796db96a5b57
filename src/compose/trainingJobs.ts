import * as vscode from "vscode";
import { CRATE_LABEL } from "../core/image/imageBuild.ts";
import type { TrainingPlan } from "../core/job/trainingPlan.ts";
import { once, onceWhile } from "../core/once.ts";
import { LOCAL, type Place } from "../core/place.ts";
import type { Preflight } from "../core/preflight/preflight.ts";
import { buildDiagnostics } from "../editor/buildDiagnostics.ts";
import { gpuPlace } from "../editor/commands/launch/gpuPlace.ts";
import { keptWatches } from "../editor/commands/launch/keptWatches.ts";
import type { CrateImage } from "../editor/commands/launch/launchTrainingJob.ts";
import { runImage } from "../editor/commands/image/runImage.ts";
import { endWarmPool } from "../editor/commands/endWarmPool.ts";
import { stopTrainingJob } from "../editor/commands/stopTrainingJob.ts";
import { type Tails, wholeLog } from "../editor/logs/tailTarget.ts";
import { withProgress } from "../editor/progress.ts";
import { requireTrust } from "../editor/trust.ts";
import type { ResourceNode } from "../editor/tree/nodes.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { EndpointParts } from "./endpoints.ts";
import type { ImageParts } from "./images.ts";
import { pickers } from "./pickers.ts";
import type { Commands, Shared } from "./shared.ts";
import type { Sidebar } from "./sidebar.ts";

interface Needs {
    readonly images: ImageParts;
    readonly sidebar: Pick<Sidebar, "refresh" | "selected">;
    readonly tails: Tails;
    readonly preflight: Pick<Preflight, "training">;
    readonly serveHere: EndpointParts["serveHere"];
    readonly lookSoon: EndpointParts["lookSoon"];
}

type Ids =
    | "rustSagemaker.job.start"
    | "rustSagemaker.job.startGpu"
    | "rustSagemaker.job.showRequest"
    | "rustSagemaker.job.preflight"
    | "rustSagemaker.job.again"
    | "rustSagemaker.job.againWithChanges"
    | "rustSagemaker.job.runLocal"
    | "rustSagemaker.job.stop"
    | "rustSagemaker.job.endWarmPool"
    | "rustSagemaker.copy.cli"
    | "rustSagemaker.copy.python"
    | "rustSagemaker.copy.rust"
    | "rustSagemaker.image.run";

/** Builds the commands that start and stop training jobs; what launches is loaded with the first that needs it. */
export function trainingJobs(shared: Shared, { images, sidebar, tails, preflight, serveHere, lookSoon }: Needs): Commands<Ids> {
    const { context, connect, place, account, report, runCommand } = shared;
    const { jobsIn } = connect;
    const { refresh, selected } = sidebar;
    const { pickJob } = pickers(shared);
    const diagnostics = buildDiagnostics();
    const closing = new AbortController();
    const onStarted = (plan: TrainingPlan, at: Place) => {
        refresh();
        tails.show(wholeLog("trainingJob", at, plan.name));
    };
    const loaded = once(async () => {
        const parts = { images, preflight, diagnostics, onStarted, onLeft: lookSoon, closing: closing.signal, selected, pickJob };
        return (await import("./lazy/jobCommands.ts")).jobCommands(shared, parts);
    });
    const resume = async () => {
        if (keptWatches(context.workspaceState).all().length > 0) {
            await (await loaded()).resume(closing.signal);
        }
    };
    // Once for the window: what is kept later belongs to watches of its own, and a job that two look after would be launched again twice.
    const look = onceWhile(
        () => vscode.workspace.isTrusted && account.current() !== undefined,
        () => void resume().catch(report),
    );
    look();
    context.subscriptions.push(diagnostics, vscode.workspace.onDidGrantWorkspaceTrust(look), account.onDidChange(look), {
        dispose: () => closing.abort(),
    });
    const launch = async (
        signal: AbortSignal,
        at: Place,
        target?: vscode.Uri | ResourceNode,
        image?: CrateImage,
        isGpu = false,
    ) => (await loaded()).launch({ place: at, isGpu })(signal, { manifest: manifestOf(target), image }, "launch");
    const gpu = gpuPlace({ connected: () => account.current()?.place, ask, runCommand });
    return {
        "rustSagemaker.job.start": async (signal, target) => launch(signal, placeOf(target) ?? place(), target),
        "rustSagemaker.job.startGpu": async (signal, target) => {
            const at = placeOf(target) ?? (await gpu());
            await (at && launch(signal, at, target, undefined, true));
        },
        "rustSagemaker.job.showRequest": async (signal, target) => {
            const show = (await loaded()).launch({ place: placeOf(target) ?? place() });
            await show(signal, { manifest: manifestOf(target) }, "showRequest");
        },
        "rustSagemaker.job.preflight": async (signal, target) => {
            const check = (await loaded()).launch({ place: placeOf(target) ?? place() });
            await check(signal, { manifest: manifestOf(target) }, "preflight");
        },
        "rustSagemaker.job.again": async (signal, node) => (await loaded()).again(signal, node),
        "rustSagemaker.job.againWithChanges": async (signal, node) => (await loaded()).againWithChanges(signal, node),
        "rustSagemaker.job.runLocal": async (signal, node) => (await loaded()).runLocal(signal, node),
        "rustSagemaker.job.stop": stopTrainingJob({ jobsIn, pick: pickJob, ask, refresh }),
        "rustSagemaker.job.endWarmPool": endWarmPool({ jobsIn, pick: pickJob, ask, refresh }),
        "rustSagemaker.copy.cli": async (signal, node) => (await loaded()).copy("cli")(signal, node),
        "rustSagemaker.copy.python": async (signal, node) => (await loaded()).copy("python")(signal, node),
        "rustSagemaker.copy.rust": async (signal, node) => (await loaded()).copy("rust")(signal, node),
        "rustSagemaker.image.run": runImage({
            images: async (signal) => (await images.engine(signal)).list(CRATE_LABEL, signal),
            train: (signal, image) => launch(signal, LOCAL, undefined, image),
            serve: serveHere,
            crateOf: images.crateOf,
            fetch: images.fetch,
            ask,
            progress: withProgress,
            requireTrust,
        }),
    };
}

type Target = vscode.Uri | ResourceNode | undefined;

/** A row of the tree says where; a file says what. */
function placeOf(target: Target): Place | undefined {
    return target !== undefined && "place" in target ? target.place : undefined;
}

function manifestOf(target: Target): string | undefined {
    return target !== undefined && "fsPath" in target ? target.fsPath : undefined;
}
