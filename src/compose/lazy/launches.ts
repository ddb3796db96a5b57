import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { cargo as cargoCommand } from "../../adapters/cargo/cargo.ts";
import { bytesOf, filesUnder, sha256Of } from "../../adapters/workspace/files.ts";
import { readProject } from "../../adapters/workspace/project.ts";
import { gpuOf } from "../../core/image/gpuFamilies.ts";
import { requestText } from "../../core/copyAs/requestText.ts";
import { createTrainingJobRequest, type TrainingPlan } from "../../core/job/trainingPlan.ts";
import { LOCAL_ROLE, type Place } from "../../core/place.ts";
import type { Preflight } from "../../core/preflight/preflight.ts";
import type { Project } from "../../core/workspace/project.ts";
import type { BuildDiagnostics } from "../../editor/buildDiagnostics.ts";
import { capacityWatch, type Started } from "../../editor/commands/launch/capacityWatch.ts";
import { keptWatches } from "../../editor/commands/launch/keptWatches.ts";
import { lastLaunch } from "../../editor/commands/launch/lastLaunch.ts";
import { proposedType } from "../../editor/commands/launch/launchSteps.ts";
import { launchTrainingJob } from "../../editor/commands/launch/launchTrainingJob.ts";
import { pickProject } from "../../editor/commands/pickProject.ts";
import { prepareLaunch } from "../../editor/commands/launch/prepareLaunch.ts";
import { pushProcessImage } from "../../editor/commands/image/pushProcessImage.ts";
import { readyToLaunch } from "../../editor/commands/launch/readyToLaunch.ts";
import { resumeWatches } from "../../editor/commands/launch/resumeWatches.ts";
import { startLaunch } from "../../editor/commands/launch/startLaunch.ts";
import { RETRY, startTraining } from "../../editor/commands/launch/startTraining.ts";
import { pushedImages } from "../../editor/image/pushedImages.ts";
import { instanceTypeStep } from "../../editor/instanceTypeStep.ts";
import { findManifests } from "../../editor/manifests.ts";
import { withProgress } from "../../editor/progress.ts";
import { showRequestText } from "../../editor/requestDocument.ts";
import { settings } from "../../editor/settings.ts";
import { requireTrust } from "../../editor/trust.ts";
import { vscodeAsk as ask } from "../../editor/vscodeAsk.ts";
import type { ImageParts } from "../images.ts";
import type { Shared } from "../shared.ts";

/** What a launch needs of the other parts. */
export interface LaunchParts {
    readonly images: Pick<ImageParts, "builder" | "pushForTraining">;
    readonly preflight: Pick<Preflight, "training">;
    readonly diagnostics: BuildDiagnostics;
    /** Told of each job that was started. */
    readonly onStarted: (plan: TrainingPlan, place: Place) => void;
    /** Told when nobody can say whether a job was started. */
    readonly onLeft: () => void;
    readonly closing: AbortSignal;
}

/** How a launch differs from the plain one. */
export interface LaunchWay {
    readonly place: Place;
    /** Whether instance types with GPUs are offered first, and one of them proposed. */
    readonly isGpu?: boolean;
    /** What is launched instead of a crate that is picked, and the request that it repeats. */
    readonly again?: { readonly project: Project; readonly basis: TrainingPlan["basis"] };
}

/** Stands in a request that is shown for the image that a launch will push. */
const PUSHED_LATER = "(the image that the launch pushes)";

/** A usual GPU to begin with, where sagemaker.json names none. */
const FIRST_GPU = "ml.g5.xlarge";

/** Builds what launches jobs: it reads manifests, project files and what cargo prints, and activation does without it. */
export function launches(shared: Shared, { images, preflight, diagnostics, onStarted, onLeft, closing }: LaunchParts) {
    const { context, log, report, connect, connectQuietly, journal } = shared;
    const { storeIn, jobsIn, identityIn, pricesIn, rolesIn, repositoriesIn } = connect;
    const cargo = cargoCommand(settings.cargoProgram);
    const sha256OfText = (text: string) => createHash("sha256").update(text).digest("hex");
    const rest = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
    const now = () => new Date();
    const pick = pickProject({ cargo, manifests: findManifests, readProject, ask, question: "Train which crate?" });
    const start = startTraining({
        jobsIn,
        journal,
        roleMadeAt: async (place, roleArn, signal) =>
            (await (await rolesIn(place)).find(roleArn.replace(/^.*\//, ""), signal))?.createdAt,
        now: Date.now,
        rest,
        tell: (message) => void ask.tell(message),
        retryLater: async (message) => (await ask.warn(message, RETRY)) === RETRY,
        onLeft,
        sha256OfText,
    });
    const isConnected = () => shared.account.current() !== undefined;
    const kept = keptWatches(context.workspaceState);
    const watch = capacityWatch({ jobsIn: connectQuietly.jobsIn, start, isConnected, ask, rest, onStarted, sha256OfText, kept });
    const resume = resumeWatches({
        kept,
        jobsIn: connectQuietly.jobsIn,
        accountOf: async (place, signal) => (await (await connectQuietly.identityIn(place))(signal)).account,
        watch,
        rest,
        report,
        sha256OfText,
    });
    const started = (one: Started) => {
        onStarted(one.plan, one.place);
        if (one.place.kind === "aws") {
            void watch(one, closing).catch((error: unknown) => closing.aborted || report(error));
        }
    };
    const showRequest = (plan: TrainingPlan) => {
        const shown = plan.image === "" ? { ...plan, image: PUSHED_LATER } : plan;
        const input = JSON.parse(JSON.stringify(createTrainingJobRequest(shown)));
        return showRequestText(plan.name, requestText([{ operation: "CreateTrainingJob", input }]));
    };
    const buildOf = (place: Place) => ({
        process: (project: Project, _type: string, say: (message: string) => void, signal: AbortSignal) =>
            pushProcessImage({
                place,
                cargo,
                storeIn,
                sha256Of,
                sha256OfText,
                diagnostics,
                logLine: (line) => log.info(line),
            })(project, say, signal),
        container: async (project: Project, instanceType: string, say: (message: string) => void, signal: AbortSignal) =>
            (await images.builder(project, { purpose: "training", instanceType }, say, signal)).reference,
    });
    const launch = ({ place, isGpu = false, again }: LaunchWay) =>
        launchTrainingJob({
            place,
            projectOf: again === undefined ? pick : async () => again.project,
            jobsIn,
            pushedImages: async (project, signal) =>
                place.kind === "local" ? [] : pushedImages(await repositoriesIn(place), project, Date.now(), signal),
            instanceTypeStep: ({ file }) =>
                place.kind === "local"
                    ? undefined
                    : instanceTypeStep(
                          {
                              key: "instanceType",
                              place,
                              use: "training job",
                              proposed: isGpu ? gpuType(proposedType(file.training)) : proposedType(file.training),
                              isGpuFirst: isGpu,
                          },
                          connectQuietly,
                      ),
            prepare: prepareLaunch({
                place,
                identityIn,
                pricesIn,
                storeIn,
                basis: again?.basis,
                roleArn: () => (place.kind === "local" ? LOCAL_ROLE : settings.executionRole()),
                bytesOf,
                filesUnder,
                sha256Of,
                sha256OfText,
            }),
            preflight,
            showRequest,
            push: (project, instanceType, signal) => images.pushForTraining(project, instanceType, place, signal),
            ready: readyToLaunch({ place, storeIn, ask }),
            run: startLaunch({ place, build: buildOf(place), storeIn, start, sha256OfText }),
            last: lastLaunch(context.workspaceState, sha256OfText, isGpu),
            ask,
            progress: withProgress,
            now,
            onStarted: (plan, { account, launch: { jobName, options } }) =>
                started({
                    place,
                    account,
                    plan,
                    firstName: jobName,
                    fallbackTypes: afterTaken(options.fallbackTypes, plan.instanceType),
                }),
            requireTrust,
        });
    return { launch, start, started, resume, showRequest, sha256OfText, now, rest };
}

function gpuType(proposed: string): string {
    return gpuOf(proposed) === undefined ? FIRST_GPU : proposed;
}

/** The types that are left when one of them was taken already. */
function afterTaken(types: readonly string[], taken: string): readonly string[] {
    return types.slice(types.indexOf(taken) + 1);
}
