import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import { type Place, placeName } from "../../core/place.ts";
import type { Ask } from "../ask.ts";
import type { TrainingJobNode } from "../tree/nodes.ts";
import type { PickResource } from "./pickResource.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly pick: PickResource<TrainingJob>;
    readonly ask: Ask;
    readonly refresh: () => void;
}

/** Stops the job of a tree node, or one that the user picks. A job that ended meanwhile is as stopped as one can be. */
export function stopTrainingJob({ jobsIn, pick, ask, refresh }: Needs) {
    return async (signal: AbortSignal, node?: TrainingJobNode): Promise<void> => {
        const target = await pick(RUNNING, signal, node && { place: node.place, resource: node.job });
        if (target === undefined) {
            return;
        }
        const { name } = target.resource;
        const detail = "It gets SIGTERM and up to two minutes to save its model; what it saved is kept.";
        if (!(await ask.confirm(`Stop training job "${name}" on ${placeName(target.place)}?`, detail, "Stop"))) {
            return;
        }
        const jobs = await jobsIn(target.place);
        const now = await jobs.describe(name, signal);
        // SageMaker refuses to stop a job that is stopping already.
        if (isRunning(now) && now.status !== "Stopping") {
            await jobs.stop(name, signal);
        }
        refresh();
    };
}

const RUNNING = { title: "Stop which training job?", isWanted: isRunning, none: "No training job is running." };
