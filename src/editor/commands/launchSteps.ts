import path from "node:path";
import { hyperparametersText, parseHyperparameters } from "../../core/job/hyperparameters.ts";
import { nameFault } from "../../core/resourceName.ts";
import { channelFolders } from "../../core/workspace/channels.ts";
import type { Project } from "../../core/workspace/project.ts";
import { MAX_RUNTIME_SECONDS } from "../../core/workspace/projectTraining.ts";
import type { Ask, Choice, Step } from "../ask.ts";

/** What a launch trains with: the crate's binaries as processes, its image built anew, or an image that is there. */
export type LaunchImage = "process" | "container" | { readonly reference: string };

/** What the user chose for a launch. */
export interface Launch {
    readonly jobName: string;
    readonly image: LaunchImage;
    /** Channel → folder. */
    readonly channels: ReadonlyMap<string, string>;
    readonly hyperparameters: Readonly<Record<string, string>>;
    readonly maxRuntimeSeconds: number;
}

/** What is known before the questions. */
interface Known {
    readonly project: Project;
    /** The name that is proposed. */
    readonly jobName: string;
    readonly taken: ReadonlySet<string>;
    /** Undefined when the user is to choose. */
    readonly image: LaunchImage | undefined;
}

const CHANNEL = "channel:";

const RUNNERS: readonly Choice<"process" | "container">[] = [
    {
        label: "Process",
        description: "built by cargo",
        detail: "The crate's binaries run on this machine, in its own environment. The quickest way.",
        value: "process",
    },
    {
        label: "Container",
        description: "built from the Dockerfile",
        detail: "The crate's image runs in this machine's container engine, as it will on SageMaker.",
        value: "container",
    },
];

/** The questions of a launch, with what sagemaker.json says as their answers. */
export function launchSteps({ project, jobName, taken, image }: Known, ask: Pick<Ask, "chooseFolder">): readonly Step[] {
    const { training, runner } = project.file;
    return [
        {
            kind: "text",
            key: "jobName",
            prompt: "Name of the training job",
            value: jobName,
            validate: (name) => nameFault(name) ?? (taken.has(name) ? "A training job of this name exists already." : undefined),
        },
        ...(image === undefined ? [runnerStep(runner)] : []),
        ...Array.from(channelFolders(project), ([channel, folder]) => channelStep(project, channel, folder, ask)),
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

/** What the answers to these questions come to. */
export function launchOf(answers: ReadonlyMap<string, string>, image: LaunchImage | undefined): Launch {
    const parsed = parseHyperparameters(answers.get("hyperparameters") ?? "");
    return {
        jobName: answers.get("jobName") ?? "",
        image: image ?? (answers.get("runner") === "container" ? "container" : "process"),
        channels: new Map(
            [...answers].filter(([key]) => key.startsWith(CHANNEL)).map(([key, folder]) => [key.slice(CHANNEL.length), folder]),
        ),
        hyperparameters: "values" in parsed ? parsed.values : {},
        maxRuntimeSeconds: Number(answers.get("maxRuntimeSeconds")),
    };
}

function runnerStep(runner: "process" | "container"): Step {
    const choices = RUNNERS.toSorted((a, b) => Number(b.value === runner) - Number(a.value === runner));
    return { kind: "pick", key: "runner", prompt: "Run the crate as", choices };
}

function channelStep({ crate }: Project, channel: string, folder: string, ask: Pick<Ask, "chooseFolder">): Step {
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

function isRuntime(text: string): boolean {
    return /^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_RUNTIME_SECONDS;
}
