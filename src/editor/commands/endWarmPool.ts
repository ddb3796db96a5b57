import type { TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import { type Place, placeName } from "../../core/place.ts";
import type { Ask } from "../ask.ts";
import type { TrainingJobNode } from "../tree/nodes.ts";
import type { PickResource } from "./pickResource.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "endWarmPool">>;
    readonly pick: PickResource<TrainingJob>;
    readonly ask: Pick<Ask, "confirm">;
    readonly refresh: () => void;
}

/** Ends the warm pool that the job of a tree node has kept, or one that the user picks: it is billed until then. */
export function endWarmPool({ jobsIn, pick, ask, refresh }: Needs) {
    return async (signal: AbortSignal, node?: TrainingJobNode): Promise<void> => {
        const target = await pick(KEPT, signal, node && { place: node.place, resource: node.job });
        if (target === undefined) {
            return;
        }
        const { name } = target.resource;
        const question = `End the warm pool of training job "${name}" on ${placeName(target.place)}?`;
        const detail = "Its instances are given back and billed no longer. The next job like it waits for instances of its own.";
        if (await ask.confirm(question, detail, "End Warm Pool")) {
            await (await jobsIn(target.place)).endWarmPool(name, signal);
            refresh();
        }
    };
}

const KEPT = {
    title: "End the warm pool of which training job?",
    isWanted: ({ warmPool }: TrainingJob) => warmPool === "Available",
    none: "No training job has kept its instances.",
};
