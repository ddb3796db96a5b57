import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import { trainingJobName } from "../../core/job/trainingJobName.ts";
import { type Place, placeName } from "../../core/place.ts";
import { requireBin } from "../../core/workspace/crate.ts";
import type { Project } from "../../core/workspace/project.ts";
import type { Ask } from "../ask.ts";
import type { Progress } from "../progress.ts";
import { type Launch, launchOf, launchSteps } from "./launchSteps.ts";

/** An image that is there, and the crate that it was built from, where that is known. */
export interface CrateImage {
    readonly reference: string;
    readonly crate?: string | undefined;
}

interface Needs {
    readonly place: Place;
    /** The project of a manifest, that of a crate, or the one that the user picks; undefined when they gave up. */
    readonly projectOf: (signal: AbortSignal, manifest?: string, crate?: string) => Promise<Project | undefined>;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    /** Builds, makes the data available and starts the job. */
    readonly run: (project: Project, launch: Launch, report: (message: string) => void, signal: AbortSignal) => Promise<void>;
    readonly ask: Ask;
    readonly progress: Progress;
    readonly now: () => Date;
    readonly onStarted: (jobName: string) => void;
    readonly requireTrust: () => void;
}

/** Launches a training job of the crate of a manifest, or of one that the user picks; with an image that is there, nothing is built. */
export function launchTrainingJob(needs: Needs) {
    const { place, projectOf, jobsIn, run, ask, progress, now, onStarted, requireTrust } = needs;

    return async (signal: AbortSignal, manifest?: { readonly fsPath?: string }, there?: CrateImage): Promise<void> => {
        requireTrust();
        const project = await projectOf(signal, manifest?.fsPath, there?.crate);
        if (project === undefined) {
            return;
        }
        const image = there && { reference: there.reference };
        if (image === undefined && project.file.runner === "process") {
            requireTrainable(project);
        }
        const taken = new Set((await (await jobsIn(place)).list(signal)).map(({ name }) => name));
        const known = { project, jobName: trainingJobName(project.crate.name, now()), taken, image };
        const answers = await ask.steps(`Launch Training Job on ${placeName(place)}`, launchSteps(known, ask));
        if (answers === undefined) {
            return;
        }
        const launch = launchOf(answers, image);
        if (launch.image === "process" && project.file.runner !== "process") {
            requireTrainable(project);
        }
        await progress(`Training job ${launch.jobName}`, (cancelled, report) =>
            run(project, launch, report, AbortSignal.any([signal, cancelled])),
        );
        onStarted(launch.jobName);
    };

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
