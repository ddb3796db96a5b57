import path from "node:path";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import { trainingJobName } from "../../core/job/trainingJobName.ts";
import { hyperparametersText, parseHyperparameters } from "../../core/job/hyperparameters.ts";
import { type Place, placeName } from "../../core/place.ts";
import { nameFault } from "../../core/resourceName.ts";
import { channelFolders } from "../../core/workspace/channels.ts";
import { requireBin } from "../../core/workspace/crate.ts";
import type { Project } from "../../core/workspace/project.ts";
import { MAX_RUNTIME_SECONDS } from "../../core/workspace/projectFile.ts";
import type { Ask, Step } from "../ask.ts";
import type { Progress } from "../progress.ts";

/** What the user chose for a launch. */
export interface Launch {
    readonly jobName: string;
    /** Channel → folder. */
    readonly channels: ReadonlyMap<string, string>;
    readonly hyperparameters: Readonly<Record<string, string>>;
    readonly maxRuntimeSeconds: number;
}

interface Needs {
    readonly place: Place;
    /** The project of a manifest, or the one that the user picks; undefined when they gave up. */
    readonly projectOf: (signal: AbortSignal, manifest?: string) => Promise<Project | undefined>;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    /** Builds, makes the data available and starts the job. */
    readonly run: (project: Project, launch: Launch, report: (message: string) => void, signal: AbortSignal) => Promise<void>;
    readonly ask: Ask;
    readonly progress: Progress;
    readonly now: () => Date;
    readonly onStarted: (jobName: string) => void;
    readonly requireTrust: () => void;
}

const CHANNEL = "channel:";

/** Launches a training job of the crate of a manifest, or of one that the user picks. */
export function launchTrainingJob(needs: Needs) {
    const { place, projectOf, jobsIn, run, ask, progress, now, onStarted, requireTrust } = needs;

    return async (signal: AbortSignal, manifest?: { readonly fsPath?: string }): Promise<void> => {
        requireTrust();
        const project = await projectOf(signal, manifest?.fsPath);
        if (project === undefined) {
            return;
        }
        requireBin(project.crate, project.file.training.bin);
        warnOfNoServing(project);
        const taken = new Set((await (await jobsIn(place)).list(signal)).map(({ name }) => name));
        const answers = await ask.steps(`Launch Training Job on ${placeName(place)}`, stepsOf(project, taken));
        if (answers === undefined) {
            return;
        }
        const launch = launchOf(answers);
        await progress(`Training job ${launch.jobName}`, (cancelled, report) =>
            run(project, launch, report, AbortSignal.any([signal, cancelled])),
        );
        onStarted(launch.jobName);
    };

    /** A model can be trained without it, but the user would learn so only when it is to be deployed. */
    function warnOfNoServing({ crate, file }: Project): void {
        const { bin } = file.endpoint;
        if (!crate.bins.includes(bin)) {
            void ask.warn(
                `${crate.name} can be trained but not deployed: it has no binary "${bin}". Add src/bin/${bin}.rs to serve its model.`,
            );
        }
    }

    function stepsOf(project: Project, taken: ReadonlySet<string>): readonly Step[] {
        const { training } = project.file;
        return [
            {
                kind: "text",
                key: "jobName",
                prompt: "Name of the training job",
                value: trainingJobName(project.crate.name, now()),
                validate: (name) =>
                    nameFault(name) ?? (taken.has(name) ? "A training job of this name exists already." : undefined),
            },
            ...Array.from(channelFolders(project), ([channel, folder]) => channelStep(project, channel, folder)),
            {
                kind: "text",
                key: "hyperparameters",
                prompt: "Hyperparameters, as name=value with spaces between",
                value: hyperparametersText(training.hyperparameters),
                validate: (text) => {
                    const parsed = parseHyperparameters(text);
                    return "fault" in parsed ? parsed.fault : undefined;
                },
            },
            {
                kind: "text",
                key: "maxRuntimeSeconds",
                prompt: "Stop the job after how many seconds?",
                value: String(training.maxRuntimeSeconds),
                validate: (text) =>
                    isRuntime(text) ? undefined : `A whole number from 1 to ${MAX_RUNTIME_SECONDS}, which is 28 days.`,
            },
        ];
    }

    function channelStep({ crate }: Project, channel: string, folder: string): Step {
        return {
            kind: "pick",
            key: CHANNEL + channel,
            prompt: `Folder of channel "${channel}"`,
            choices: [
                {
                    label: path.relative(crate.directory, folder) || folder,
                    description: "from sagemaker.json",
                    detail: folder,
                    value: folder,
                },
            ],
            other: {
                label: "Choose Another Folder…",
                choose: () => ask.chooseFolder(`Folder of channel "${channel}"`, crate.directory),
            },
        };
    }
}

function isRuntime(text: string): boolean {
    return /^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_RUNTIME_SECONDS;
}

function launchOf(answers: ReadonlyMap<string, string>): Launch {
    const parsed = parseHyperparameters(answers.get("hyperparameters") ?? "");
    return {
        jobName: answers.get("jobName") ?? "",
        channels: new Map(
            [...answers].filter(([key]) => key.startsWith(CHANNEL)).map(([key, folder]) => [key.slice(CHANNEL.length), folder]),
        ),
        hyperparameters: "values" in parsed ? parsed.values : {},
        maxRuntimeSeconds: Number(answers.get("maxRuntimeSeconds")),
    };
}
