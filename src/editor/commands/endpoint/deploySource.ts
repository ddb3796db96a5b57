import type { Model, Models } from "../../../core/endpoint/models.ts";
import type { TrainingJob, TrainingJobDetail } from "../../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../../core/job/trainingJobs.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Ask, Choice } from "../../ask.ts";
import type { ModelNode, TrainingJobNode } from "../../tree/nodes.ts";
import type { ClickedFile } from "../image/pickLocalImage.ts";
import type { PickResource } from "../pickResource.ts";

/** What an endpoint is to be made of. */
export interface DeploySource {
    readonly place: Place;
    /** The name that is proposed comes from this. */
    readonly stem: string;
    readonly image: string;
    /** S3 URI of a model.tar.gz, empty for none; undefined for a file that is uploaded first. */
    readonly modelArtifact: string | undefined;
    /** A model.tar.gz of this machine. */
    readonly file?: string;
    /** Undefined for the role that the user has chosen. */
    readonly roleArn: string | undefined;
    readonly instanceType: string | undefined;
    readonly existingModel?: string;
}

/** What Deploy Endpoint can be called on; an image serves a model that the user then picks. */
export type DeployTarget =
    | TrainingJobNode
    | ModelNode
    | ClickedFile
    | { readonly reference: string; readonly place?: Place }
    /** A group of a place, which says where and not what. */
    | { readonly kind: "group" | "models"; readonly place: Place };

interface Needs {
    readonly place: () => Place;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly modelsIn: (place: Place) => Promise<Models>;
    readonly pickersIn: (place: Place) => {
        readonly pickJob: PickResource<TrainingJob>;
        readonly pickModel: PickResource<Model>;
    };
    readonly ask: Pick<Ask, "pick" | "steps">;
}

const MOST_RECENT = 8;

/** Finds out what is to be deployed: what was clicked on, or what the user picks; undefined when they gave up. */
export function deploySource({ place: currentPlace, jobsIn, modelsIn, pickersIn, ask }: Needs) {
    return async (target: DeployTarget | undefined, signal: AbortSignal): Promise<DeploySource | undefined> => {
        if (target === undefined) {
            return pickSource(currentPlace(), signal);
        }
        if ("kind" in target && target.kind === "trainingJob") {
            return fromJob(target.place, target.job.name, signal);
        }
        if ("kind" in target && target.kind === "model") {
            return fromModel(target.place, target.model, signal);
        }
        if ("kind" in target && (target.kind === "group" || target.kind === "models")) {
            return pickSource(target.place, signal);
        }
        if ("reference" in target) {
            return fromImage(target.place ?? currentPlace(), target.reference, signal);
        }
        return "fsPath" in target ? fromFile(currentPlace(), target.fsPath, signal) : undefined;
    };

    async function pickSource(place: Place, signal: AbortSignal): Promise<DeploySource | undefined> {
        switch (await ask.pick(`Deploy what on ${placeName(place)}?`, SOURCES)) {
            case "job": {
                const target = await pickersIn(place).pickJob(DEPLOYABLE, signal);
                return target && fromJob(target.place, target.resource.name, signal);
            }
            case "model": {
                const target = await pickersIn(place).pickModel(ANY_MODEL, signal);
                return target && fromModel(target.place, target.resource, signal);
            }
            case "artifact": {
                const artifact = await askText(place, "S3 URI of the model, a model.tar.gz", "s3://", artifactFault);
                return artifact === undefined
                    ? undefined
                    : withImage(place, { modelArtifact: artifact, stem: stemOf(artifact) }, signal);
            }
            case "image": {
                const image = await askImage(place, await recentJobs(place, signal));
                return image === undefined ? undefined : fromImage(place, image, signal);
            }
            default:
                return undefined;
        }
    }

    async function fromJob(place: Place, name: string, signal: AbortSignal): Promise<DeploySource> {
        const job = await (await jobsIn(place)).describe(name, signal);
        if (!isDeployable(job) || job.modelArtifact === "") {
            throw new Problem(
                "wrongState",
                `Only a job that has completed or was stopped has a model to deploy; this one is ${job.status}: ${job.name}.`,
            );
        }
        const { image, modelArtifact, roleArn, instanceType } = job;
        return { place, stem: name.replace(/-\d{6}-\d{6}$/, ""), image, modelArtifact, roleArn, instanceType };
    }

    async function fromModel(place: Place, { name }: Model, signal: AbortSignal): Promise<DeploySource> {
        const { image, modelArtifact, roleArn } = await (await modelsIn(place)).describe(name, signal);
        return { place, stem: name, existingModel: name, image, modelArtifact, roleArn, instanceType: undefined };
    }

    async function fromFile(place: Place, file: string, signal: AbortSignal): Promise<DeploySource | undefined> {
        return withImage(place, { modelArtifact: undefined, file, stem: stemOf(file) }, signal);
    }

    /** The image that serves an artifact is mostly the one that trained it. */
    async function withImage(
        place: Place,
        model: Pick<DeploySource, "modelArtifact" | "stem"> & { readonly file?: string },
        signal: AbortSignal,
    ): Promise<DeploySource | undefined> {
        const recent = await recentJobs(place, signal);
        const image = await askImage(place, recent);
        const job = recent.find((one) => one.image === image);
        return image === undefined
            ? undefined
            : { place, ...model, image, roleArn: job?.roleArn, instanceType: job?.instanceType };
    }

    async function askImage(place: Place, recent: readonly Pick<TrainingJobDetail, "name" | "image">[]) {
        const choices = recent.map(({ name, image }) => ({ label: image, description: `trained ${name}`, value: image }));
        return askChoice(place, "Image that serves the model", choices, (text) => (/^\S+[:@]\S+$/.test(text) ? text : undefined));
    }

    async function fromImage(place: Place, image: string, signal: AbortSignal): Promise<DeploySource | undefined> {
        const recent = await recentJobs(place, signal);
        const choices = [
            ...recent.map(({ name, modelArtifact }) => ({ label: name, description: modelArtifact, value: modelArtifact })),
            { label: "No Model Artifact", description: "the image brings its model along", value: NONE },
        ];
        const chosen = await askChoice(place, "Model that the image serves: of a training job, or an S3 URI", choices, (text) =>
            artifactFault(text) === undefined ? text : undefined,
        );
        const job = recent.find(({ modelArtifact }) => modelArtifact === chosen);
        const stem = job?.name.replace(/-\d{6}-\d{6}$/, "") ?? stemOf(image);
        const modelArtifact = chosen === NONE ? "" : chosen;
        return chosen === undefined
            ? undefined
            : { place, stem, image, modelArtifact, roleArn: job?.roleArn, instanceType: job?.instanceType };
    }

    async function recentJobs(place: Place, signal: AbortSignal) {
        const jobs = await jobsIn(place);
        const completed = (await jobs.list(signal)).filter(({ status }) => status === "Completed").slice(0, MOST_RECENT);
        return Promise.all(completed.map(({ name }) => jobs.describe(name, signal)));
    }

    async function askText(place: Place, prompt: string, value: string, validate: (text: string) => string | undefined) {
        return (await ask.steps(titleOf(place), [{ kind: "text", key: "text", prompt, value, validate }]))?.get("text");
    }

    async function askChoice(
        place: Place,
        prompt: string,
        choices: readonly Choice<string>[],
        typed: (text: string) => string | undefined,
    ) {
        const answers = await ask.steps(titleOf(place), [
            {
                kind: "pick",
                key: "choice",
                prompt,
                choices,
                typed: (text) => {
                    const value = typed(text.trim());
                    return value === undefined ? undefined : { label: value, description: "as typed", value };
                },
            },
        ]);
        return answers?.get("choice");
    }
}

function titleOf(place: Place): string {
    return `Deploy Endpoint on ${placeName(place)}`;
}

const NONE = "none";

const SOURCES: readonly Choice<"job" | "model" | "artifact" | "image">[] = [
    { label: "Training Job…", detail: "The model of a job, served by the image that trained it.", value: "job" },
    { label: "Model…", detail: "A model that SageMaker knows already.", value: "model" },
    { label: "Model Artifact in S3…", detail: "A model.tar.gz, and an image that serves it.", value: "artifact" },
    { label: "Image…", detail: "An image that brings its model along, or serves one that is chosen next.", value: "image" },
];

const DEPLOYABLE = {
    title: "Deploy the model of which job?",
    isWanted: isDeployable,
    none: "No training job has completed yet.",
};

const ANY_MODEL = { title: "Deploy which model?", isWanted: () => true, none: "There is no model to deploy." };

function isDeployable({ status }: Pick<TrainingJob, "status">): boolean {
    return status === "Completed" || status === "Stopped";
}

function artifactFault(uri: string): string | undefined {
    return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+/.test(uri)
        ? undefined
        : "An S3 URI looks like s3://bucket/path/model.tar.gz.";
}

/** The last part of a path that says something, and is not what every model is called. */
function stemOf(text: string): string {
    const parts = text.split(/[\\/]/).filter((part) => !/^(model(\.tar\.gz)?|output|)$/.test(part));
    return (parts.at(-1) ?? "model").replace(/[:@].*$/, "").replace(/\.tar\.gz$/, "");
}
