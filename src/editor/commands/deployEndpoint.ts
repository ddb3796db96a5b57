import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import { type Place, placeName } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import { instanceTypeFault, MAX_NAME_LENGTH, nameFault } from "../../core/resourceName.ts";
import type { Ask, Step } from "../ask.ts";
import type { Progress } from "../progress.ts";
import type { TrainingJobNode } from "../tree/nodes.ts";
import type { PickResource } from "./pickResource.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly endpointsIn: (place: Place) => Promise<Endpoints>;
    readonly pick: PickResource<TrainingJob>;
    readonly ask: Ask;
    readonly progress: Progress;
    readonly refresh: () => void;
    readonly requireTrust: () => void;
}

/** Deploys the model of a completed job: that of a tree node, or one that the user picks. By default its image is the one that trained it. */
export function deployEndpoint({ jobsIn, endpointsIn, pick, ask, progress, refresh, requireTrust }: Needs) {
    return async (signal: AbortSignal, node?: TrainingJobNode, image?: string): Promise<void> => {
        requireTrust();
        const target = await pick(DEPLOYABLE, signal, node && { place: node.place, resource: node.job });
        if (target === undefined) {
            return;
        }
        const { place } = target;
        const job = await (await jobsIn(place)).describe(target.resource.name, signal);
        if (!isCompleted(job)) {
            throw new Problem(
                "wrongState",
                `Only a completed job has a model to deploy; this one is ${job.status}: ${job.name}.`,
            );
        }
        const endpoints = await endpointsIn(place);
        const taken = new Set((await endpoints.list(signal)).map(({ name }) => name));
        const answers = await ask.steps(`Deploy Endpoint on ${placeName(place)}`, stepsOf(job.name, job.instanceType, taken));
        if (answers === undefined) {
            return;
        }
        const name = answers.get("name") ?? "";
        const deployment = {
            name,
            image: image ?? job.image,
            modelArtifact: job.modelArtifact,
            roleArn: job.roleArn,
            instanceType: answers.get("instanceType") ?? "",
        };
        await progress(`Deploying ${name}`, (cancelled) => endpoints.deploy(deployment, AbortSignal.any([signal, cancelled])));
        refresh();
    };
}

const DEPLOYABLE = { title: "Deploy the model of which job?", isWanted: isCompleted, none: "No training job has completed yet." };

function isCompleted({ status }: Pick<TrainingJob, "status">): boolean {
    return status === "Completed";
}

function stepsOf(job: string, instanceType: string, taken: ReadonlySet<string>): readonly Step[] {
    return [
        {
            kind: "text",
            key: "name",
            prompt: "Name of the endpoint; its config and its model get the same name",
            value: freeName(job, taken),
            validate: (name) => nameFault(name) ?? (taken.has(name) ? "An endpoint of this name exists already." : undefined),
        },
        {
            kind: "text",
            key: "instanceType",
            prompt: "Instance type; on this machine it is recorded, and this machine serves",
            value: instanceType,
            validate: instanceTypeFault,
        },
    ];
}

/** The job's name without the moment in it, with a number behind it when an endpoint has that name: an endpoint outlives its first job. */
function freeName(job: string, taken: ReadonlySet<string>): string {
    const stem = job.replace(/-\d{6}-\d{6}$/, "");
    for (let number = 1; ; number++) {
        const suffix = number === 1 ? "" : `-${number}`;
        const name = stem.slice(0, MAX_NAME_LENGTH - suffix.length).replace(/-+$/, "") + suffix;
        if (!taken.has(name)) {
            return name;
        }
    }
}
