import type { TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";
import type { Ask } from "../ask.ts";
import type { TrainingJobNode } from "../tree/nodes.ts";

interface Needs {
    readonly place: Place;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly ask: Ask;
}

/** A job and where it is: that of a tree node, or one that the user picks when a command was called from the palette. */
export interface JobTarget {
    readonly place: Place;
    readonly job: TrainingJob;
}

/** Asks for one of the jobs that a command makes sense for; says so when there is none. */
export function pickTrainingJob({ place, jobsIn, ask }: Needs) {
    return async (
        title: string,
        isWanted: (job: TrainingJob) => boolean,
        none: string,
        signal: AbortSignal,
        node?: TrainingJobNode,
    ): Promise<JobTarget | undefined> => {
        if (node !== undefined) {
            return { place: node.place, job: node.job };
        }
        const jobs = (await (await jobsIn(place)).list(signal)).filter(isWanted);
        if (jobs.length === 0) {
            await ask.tell(none);
            return undefined;
        }
        const choices = jobs.map((job) => ({ label: job.name, description: job.status, value: { place, job } }));
        return ask.pick(title, choices);
    };
}

export type PickTrainingJob = ReturnType<typeof pickTrainingJob>;
