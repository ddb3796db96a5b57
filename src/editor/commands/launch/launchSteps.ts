import { hyperparameterKindFault, hyperparametersText, parseHyperparameters } from "../../../core/job/hyperparameters.ts";
import { LAUNCH_OPTIONS, type LaunchOptions, launchOptions } from "../../../core/job/launchOptions.ts";
import type { Place } from "../../../core/place.ts";
import { nameFault } from "../../../core/resourceName.ts";
import { channelSources } from "../../../core/workspace/channels.ts";
import type { Project } from "../../../core/workspace/project.ts";
import { MAX_RUNTIME_SECONDS, type Training } from "../../../core/workspace/projectTraining.ts";
import type { Ask, Choice, OptionsStep, PickStep, Step, TextStep } from "../../ask.ts";
import { CHANNEL, channelStep } from "./channelStep.ts";

/**
 * What a launch trains with: the crate's binaries as processes, its image built anew, its image built and pushed to ECR, or an image that is
 * there.
 */
export type LaunchImage = "process" | "container" | "push" | { readonly reference: string };

/** What the user chose for a launch. */
export interface Launch {
    readonly jobName: string;
    readonly image: LaunchImage;
    /** Channel → folder or S3 URI. */
    readonly channels: ReadonlyMap<string, string>;
    readonly instanceType: string;
    readonly instanceCount: number;
    readonly options: LaunchOptions;
    readonly hyperparameters: Readonly<Record<string, string>>;
    readonly maxRuntimeSeconds: number;
}

/** What is known before the questions. */
export interface Known {
    readonly project: Project;
    readonly place: Place;
    /** The name that is proposed. */
    readonly jobName: string;
    readonly taken: ReadonlySet<string>;
    /** Undefined when the user is to choose. */
    readonly image: LaunchImage | undefined;
    /** Images of the crate in the account's ECR, by their URIs, newest first. */
    readonly pushed: readonly Choice<string>[];
    /** The question for the instance type; undefined where this machine does the work. */
    readonly instanceType: PickStep | undefined;
}

/** The answer that stands for building and pushing the image. */
const PUSH = "push";

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
export function launchSteps(known: Known, ask: Pick<Ask, "chooseFolder">): readonly Step[] {
    const { project, jobName, taken, image, instanceType } = known;
    const { training } = project.file;
    return [
        {
            kind: "text",
            key: "jobName",
            prompt: "Name of the training job",
            value: jobName,
            validate: (name) => nameFault(name) ?? (taken.has(name) ? "A training job of this name exists already." : undefined),
        },
        ...(image === undefined ? [imageStep(known)] : []),
        ...Array.from(channelSources(project), ([channel, source]) => channelStep(project, channel, source, ask)),
        ...(instanceType === undefined ? [] : [instanceType, countStep(training), optionsStep(training)]),
        hyperparametersStep(training),
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
export function launchOf({ project, image }: Pick<Known, "project" | "image">, answers: ReadonlyMap<string, string>): Launch {
    const { training } = project.file;
    const parsed = parseHyperparameters(answers.get("hyperparameters") ?? "");
    return {
        jobName: answers.get("jobName") ?? "",
        image: image ?? imageOf(answers.get("image") ?? ""),
        channels: new Map(
            [...answers].filter(([key]) => key.startsWith(CHANNEL)).map(([key, data]) => [key.slice(CHANNEL.length), data]),
        ),
        instanceType: answers.get("instanceType") ?? proposedType(training),
        instanceCount: Number(answers.get("instanceCount") ?? training.instanceCount ?? 1),
        options: launchOptions(training, answers),
        hyperparameters: "values" in parsed ? parsed.values : {},
        maxRuntimeSeconds: Number(answers.get("maxRuntimeSeconds")),
    };
}

/** The instance type that sagemaker.json means, the first where it names several. */
export function proposedType({ instanceType, instanceTypes = [] }: Training): string {
    return instanceTypes[0] ?? instanceType;
}

function imageOf(answer: string): LaunchImage {
    return answer === "process" || answer === "container" || answer === PUSH ? answer : { reference: answer };
}

function imageStep({ project, place, pushed }: Known): PickStep {
    if (place.kind === "local") {
        const { runner } = project.file;
        const choices = RUNNERS.toSorted((a, b) => Number(b.value === runner) - Number(a.value === runner));
        return { kind: "pick", key: "image", prompt: "Run the crate as", choices };
    }
    const build = {
        label: "Build and Push Now…",
        description: "to ECR",
        detail: "Builds the crate's image for the instance type that is chosen, and pushes it when the job is launched.",
        value: PUSH,
    };
    return {
        kind: "pick",
        key: "image",
        prompt: "Image to train with; the URI of another one can be typed",
        choices: [...pushed, build],
        typed: (text) =>
            /^[^\s/]+\/\S+$/.test(text.trim()) ? { label: text.trim(), description: "as typed", value: text.trim() } : undefined,
    };
}

function countStep({ instanceCount = 1 }: Training): TextStep {
    return {
        kind: "text",
        key: "instanceCount",
        prompt: "How many instances train together?",
        value: String(instanceCount),
        validate: (text) => (/^[1-9]\d{0,2}$/.test(text) ? undefined : "A whole number from 1 to 999."),
    };
}

function optionsStep(training: Training): OptionsStep {
    return {
        kind: "options",
        key: "options",
        prompt: "More options: choose one to change it",
        options: LAUNCH_OPTIONS.map(({ key, label, without, prompt, value, fault }) => ({
            kind: "text",
            key,
            label,
            without,
            prompt,
            value: value(training),
            validate: fault,
        })),
    };
}

function hyperparametersStep({ hyperparameters }: Training): TextStep {
    return {
        kind: "text",
        key: "hyperparameters",
        prompt: "Hyperparameters, as name=value with spaces between",
        value: hyperparametersText(hyperparameters),
        validate: (text) => {
            const parsed = parseHyperparameters(text);
            return "fault" in parsed ? parsed.fault : hyperparameterKindFault(parsed.values, hyperparameters);
        },
    };
}

function isRuntime(text: string): boolean {
    return /^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_RUNTIME_SECONDS;
}
