import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";
import type { ResourceNode } from "./nodes.ts";
import { endpointTooltip, imageTooltip, jobTooltip, type Tooltip } from "./tooltips.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly endpointsIn: (place: Place) => Promise<Endpoints>;
}

/** Describes what the user hovers over; rows that say all that there is to say have no tooltip. */
export function tooltipSource({ jobsIn, endpointsIn }: Needs) {
    return async (node: ResourceNode, signal: AbortSignal): Promise<Tooltip | undefined> => {
        switch (node.kind) {
            case "trainingJob":
                return jobTooltip(await (await jobsIn(node.place)).describe(node.job.name, signal));
            case "endpoint":
                return endpointTooltip(await (await endpointsIn(node.place)).describe(node.endpoint.name, signal));
            case "localImage":
            case "repositoryImage":
                return imageTooltip(node);
            default:
                return undefined;
        }
    };
}
