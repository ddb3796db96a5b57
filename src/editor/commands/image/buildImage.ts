import path from "node:path";
import { gpuOf } from "../../../core/image/gpuFamilies.ts";
import { type ImagePurpose, dockerfileOf } from "../../../core/image/imagePlan.ts";
import { parseTags } from "../../../core/image/imageTags.ts";
import { platformOf, type Purpose } from "../../../core/image/platform.ts";
import { instanceTypeFault } from "../../../core/resourceName.ts";
import type { Project } from "../../../core/workspace/project.ts";
import type { Ask, Choice, Step } from "../../ask.ts";
import type { ImageBuilder, ImageChoice } from "../../image/imageBuilder.ts";
import { readDockerfile } from "../../image/readDockerfile.ts";
import type { BuiltImage } from "../../image/runBuild.ts";
import type { Progress } from "../../progress.ts";

/** What the user wants built. */
export interface PlannedImage {
    readonly project: Project;
    readonly choice: ImageChoice;
}

interface PlanNeeds {
    readonly projectOf: (signal: AbortSignal, file?: string) => Promise<Project | undefined>;
    readonly readText: (file: string) => Promise<string | undefined>;
    readonly ask: Pick<Ask, "steps">;
    readonly requireTrust: () => void;
}

/** Asks what to build: of the crate of a Dockerfile or manifest, or of one that the user picks; undefined when the user gave up. */
export function planBuild({ projectOf, readText, ask, requireTrust }: PlanNeeds) {
    return async (signal: AbortSignal, file?: { readonly fsPath?: string }): Promise<PlannedImage | undefined> => {
        requireTrust();
        const picked = await projectOf(signal, file?.fsPath);
        if (picked === undefined) {
            return undefined;
        }
        const project = withDockerfile(picked, file?.fsPath);
        await readDockerfile(readText, project); // Before anything is asked.
        const answers = await ask.steps(`Build Image of ${project.crate.name}`, stepsOf(project, ask));
        return answers && { project, choice: choiceOf(answers) };
    };
}

interface Needs extends PlanNeeds {
    readonly build: ImageBuilder;
    readonly progress: Progress;
    readonly onBuilt: (image: BuiltImage) => void;
}

/** Builds the image of the crate of a Dockerfile or manifest, or of one that the user picks. */
export function buildImage({ build, progress, onBuilt, ...needs }: Needs) {
    const plan = planBuild(needs);
    return async (signal: AbortSignal, file?: { readonly fsPath?: string }): Promise<void> => {
        const planned = await plan(signal, file);
        if (planned === undefined) {
            return;
        }
        const { project, choice } = planned;
        const image = await progress(`Image of ${project.crate.name}`, (cancelled, report) =>
            build(project, choice, report, AbortSignal.any([signal, cancelled])),
        );
        onBuilt(image);
    };
}

/** Whoever clicks on a Dockerfile means that one, whatever sagemaker.json names. */
function withDockerfile(project: Project, file: string | undefined): Project {
    if (file === undefined || !/dockerfile|containerfile/i.test(path.basename(file)) || file === dockerfileOf(project)) {
        return project;
    }
    const dockerfile = path.relative(project.crate.directory, file);
    return { ...project, file: { ...project.file, image: { ...project.file.image, dockerfile } } };
}

function stepsOf(project: Project, ask: Pick<Ask, "steps">): readonly Step[] {
    return [
        {
            kind: "pick",
            key: "purpose",
            prompt: "What is the image for? It decides on the platform.",
            choices: purposesOf(project).map(choiceOfPurpose),
            other: { label: "Another Instance Type…", choose: () => otherPurpose(project, ask) },
        },
        {
            kind: "text",
            key: "tags",
            prompt: "Tags beside that of the commit, with spaces between; none are needed",
            value: "",
            validate: (text) => {
                const parsed = parseTags(text);
                return "fault" in parsed ? parsed.fault : undefined;
            },
        },
    ];
}

function purposesOf({ file }: Project): readonly ImagePurpose[] {
    return [
        { purpose: "training", instanceType: file.training.instanceType },
        { purpose: "endpoint", instanceType: file.endpoint.instanceType },
    ];
}

function choiceOfPurpose({ purpose, instanceType }: ImagePurpose): Choice<string> {
    const computeCapability = gpuOf(instanceType)?.computeCapability;
    return {
        label: `${purpose === "training" ? "Training" : "Endpoints"} on ${instanceType}`,
        description: platformOf(purpose, instanceType),
        ...(computeCapability === undefined ? {} : { detail: `GPU of compute capability ${computeCapability}` }),
        value: `${purpose} ${instanceType}`,
    };
}

async function otherPurpose({ file }: Project, ask: Pick<Ask, "steps">): Promise<string | undefined> {
    const purposes: readonly Choice<string>[] = [
        { label: "Training", value: "training" },
        { label: "Endpoints", value: "endpoint" },
    ];
    const answers = await ask.steps("Another Instance Type", [
        { kind: "pick", key: "purpose", prompt: "What is the image for?", choices: purposes },
        {
            kind: "text",
            key: "instanceType",
            prompt: "Instance type",
            value: file.training.instanceType,
            validate: instanceTypeFault,
        },
    ]);
    return answers && `${answers.get("purpose")} ${answers.get("instanceType")}`;
}

function choiceOf(answers: ReadonlyMap<string, string>): ImageChoice {
    const [purpose, instanceType = ""] = (answers.get("purpose") ?? "").split(" ");
    const parsed = parseTags(answers.get("tags") ?? "");
    return { purpose: purposeOf(purpose), instanceType, tags: "tags" in parsed ? parsed.tags : [] };
}

function purposeOf(text: string | undefined): Purpose {
    return text === "endpoint" ? "endpoint" : "training";
}
