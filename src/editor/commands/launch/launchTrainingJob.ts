import type { TrainingJobs } from "../../../core/job/trainingJobs.ts";
import { jobNameTaken, trainingJobName } from "../../../core/job/trainingJobName.ts";
import type { TrainingPlan } from "../../../core/job/trainingPlan.ts";
import { type Place, placeName } from "../../../core/place.ts";
import type { Preflight } from "../../../core/preflight/preflight.ts";
import { unlessGone } from "../../../core/unlessGone.ts";
import { requireBin } from "../../../core/workspace/crate.ts";
import type { Project } from "../../../core/workspace/project.ts";
import type { Ask, Choice, Earlier, PickStep } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import { afterChecks, type DecidedAtLast } from "../afterChecks.ts";
import type { LastLaunch } from "./lastLaunch.ts";
import { type Known, type Launch, launchOf, launchSteps } from "./launchSteps.ts";
import type { PreparedLaunch } from "./prepareLaunch.ts";
import { proposedAnswers } from "./proposedAnswers.ts";

/** An image that is there, and the crate that it was built from, where that is known. */
export interface CrateImage {
    readonly reference: string;
    readonly crate?: string | undefined;
}

/** What a launch is about: a manifest or sagemaker.json, an image that is there, or nothing yet. */
export interface LaunchTarget {
    readonly manifest?: string | undefined;
    readonly image?: CrateImage | undefined;
}

/** Where the way of a launch ends, or begins: with the checks, of what one would launch who accepts all that is proposed. */
export type LaunchEnd = "launch" | "showRequest" | "preflight";

type Report = (message: string) => void;

interface Needs {
    readonly place: Place;
    /** The project of a manifest, that of a crate, or the one that the user picks; undefined when they gave up. */
    readonly projectOf: (signal: AbortSignal, manifest?: string, crate?: string) => Promise<Project | undefined>;
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "describe" | "list">>;
    /** The crate's images in the account, newest first. */
    readonly pushedImages: (project: Project, signal: AbortSignal) => Promise<readonly Choice<string>[]>;
    /** The question for the instance type; undefined where this machine does the work. */
    readonly instanceTypeStep: (project: Project) => PickStep | undefined;
    readonly prepare: (project: Project, launch: Launch, report: Report, signal: AbortSignal) => Promise<PreparedLaunch>;
    readonly preflight: Pick<Preflight, "training">;
    readonly showRequest: (plan: TrainingPlan) => Promise<void>;
    /** Builds the crate's image for an instance type and pushes it; undefined when the user gave up. */
    readonly push: (project: Project, instanceType: string, signal: AbortSignal) => Promise<string | undefined>;
    /** Sees to the role and the bucket of a launch. */
    readonly ready: (prepared: PreparedLaunch, plan: TrainingPlan, signal: AbortSignal) => Promise<void>;
    /** Makes what is missing and starts the job. */
    readonly run: (prepared: PreparedLaunch, plan: TrainingPlan, report: Report, signal: AbortSignal) => Promise<TrainingPlan>;
    readonly last: LastLaunch;
    readonly ask: Ask;
    readonly progress: Progress;
    readonly now: () => Date;
    /** Told of the job, and of the instance types that may be tried when there is no capacity for its own. */
    readonly onStarted: (plan: TrainingPlan, prepared: PreparedLaunch) => void;
    readonly requireTrust: () => void;
}

/**
 * Launches a training job of the crate of a manifest, or of one that the user picks; with an image that is there, nothing is built. Nothing is
 * made before the user has seen what it comes to. To show the request, it goes the same way and stops there.
 */
export function launchTrainingJob(needs: Needs) {
    const { place, projectOf, jobsIn, prepare, showRequest, push, run, last, ask, progress, now, onStarted, requireTrust } =
        needs;

    return async (signal: AbortSignal, target: LaunchTarget, end: LaunchEnd): Promise<void> => {
        requireTrust();
        const project = await projectOf(signal, target.manifest, target.image?.crate);
        if (project === undefined) {
            return;
        }
        const known = await lookAround(project, target.image, signal);
        let isAsked = end !== "preflight";
        for (let earlier: Earlier = { answers: last.read(project, place) }; ; isAsked = true) {
            const steps = launchSteps(known, ask);
            const answers = isAsked ? await ask.steps(titleOf(end), steps, earlier) : proposedAnswers(steps, earlier.answers);
            if (answers === undefined) {
                return;
            }
            const prepared = await prepareAnswers(known, answers, signal);
            if (end === "showRequest") {
                return showRequest(prepared.plan);
            }
            const decided = await decide(prepared, end, signal);
            if (decided === undefined) {
                return;
            }
            if (decided.action === "back") {
                earlier = { answers, isBack: true };
            } else {
                last.write(project, place, answers);
                return carryOut(prepared, decided.plan, signal);
            }
        }
    };

    function titleOf(end: LaunchEnd): string {
        return `${end === "showRequest" ? "Request of a" : "Launch"} Training Job on ${placeName(place)}`;
    }

    async function lookAround(project: Project, there: CrateImage | undefined, signal: AbortSignal): Promise<Known> {
        const image = there && { reference: there.reference };
        if (place.kind === "local" && image === undefined && project.file.runner === "process") {
            requireTrainable(project);
        }
        return progress(`Looking at ${placeName(place)}`, async (cancelled) => {
            const until = AbortSignal.any([signal, cancelled]);
            const [jobs, pushed] = await Promise.all([
                jobsIn(place).then((found) => found.list(until)),
                image === undefined ? needs.pushedImages(project, until) : [],
            ]);
            return {
                project,
                place,
                jobName: trainingJobName(project.crate.name, now()),
                taken: new Set(jobs.map(({ name }) => name)),
                image,
                pushed,
                instanceType: needs.instanceTypeStep(project),
            };
        });
    }

    async function prepareAnswers(
        known: Known,
        answers: ReadonlyMap<string, string>,
        signal: AbortSignal,
    ): Promise<PreparedLaunch> {
        const launch = launchOf(known, answers);
        if (launch.image === "process" && known.project.file.runner !== "process") {
            requireTrainable(known.project);
        }
        return progress(`Training job ${launch.jobName}`, (cancelled, report) =>
            prepare(known.project, launch, report, AbortSignal.any([signal, cancelled])),
        );
    }

    async function decide(
        { plan, upcoming }: PreparedLaunch,
        end: "launch" | "preflight",
        signal: AbortSignal,
    ): Promise<DecidedAtLast<TrainingPlan> | undefined> {
        return end === "preflight" || place.kind === "aws"
            ? afterChecks(plan, async (one) => needs.preflight.training(one, upcoming, signal), showRequest, ask)
            : { action: "launch", plan };
    }

    async function carryOut(prepared: PreparedLaunch, decided: TrainingPlan, signal: AbortSignal): Promise<void> {
        await requireFreeName(decided.name, signal);
        await needs.ready(prepared, decided, signal);
        const isPushed = prepared.launch.image === "push" && decided.image === "";
        const image = isPushed ? await push(prepared.project, decided.instanceType, signal) : decided.image;
        if (image === undefined) {
            return;
        }
        const started = await progress(`Training job ${decided.name}`, (cancelled, report) =>
            run(prepared, { ...decided, image }, report, AbortSignal.any([signal, cancelled])),
        );
        onStarted(started, prepared);
    }

    /** SageMaker would say so only when the image is built and pushed. The names that the question refuses are those of the newest jobs alone. */
    async function requireFreeName(name: string, signal: AbortSignal): Promise<void> {
        if ((await unlessGone((await jobsIn(place)).describe(name, signal))) !== undefined) {
            throw jobNameTaken(name);
        }
    }

    /** A model can be trained without a binary that serves, but the user would learn so only when it is to be deployed. */
    function requireTrainable({ crate, file }: Project): void {
        requireBin(crate, file.training.bin);
        const { bin } = file.endpoint;
        if (!crate.bins.includes(bin)) {
            void ask.warn(
                `${crate.name} can be trained but not deployed: it has no binary "${bin}". Add src/bin/${bin}.rs to serve its model.`,
            );
        }
    }
}
