import { billedAs, type Running, runningEndpoint, runningJob } from "../../core/cost/runningCost.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { Prices } from "../../core/instance/prices.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";
import { errorText } from "../../core/text/errorText.ts";
import { type ResourceNode, viewOf } from "./nodes.ts";
import { endpointTooltip, imageTooltip, jobTooltip, type Tooltip, type TooltipFacts } from "./tooltips.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "describe">>;
    readonly endpointsIn: (place: Place) => Promise<Pick<Endpoints, "describe">>;
    readonly pricesIn: (place: Place) => Promise<Prices>;
}

/** Describes what the user hovers over; rows that say all that there is to say have no tooltip. */
export function tooltipSource({ jobsIn, endpointsIn, pricesIn }: Needs) {
    /** What runs on this machine costs nothing, and is not told of. */
    const factsOf = async (place: Place, running: Running, signal: AbortSignal): Promise<TooltipFacts> => {
        const now = Date.now();
        if (place.kind === "local") {
            return { now };
        }
        const prices = await pricesIn(place);
        const types = running.instances.map(async ({ type }) => {
            return [type, (await prices.perHour(billedAs(running), type, signal))?.usd] as const;
        });
        const known = new Map(await Promise.all(types));
        return { now, usdPerHourOf: (type) => known.get(type) };
    };
    const described = async (node: ResourceNode, signal: AbortSignal): Promise<Tooltip | undefined> => {
        switch (node.kind) {
            case "trainingJob": {
                const job = await (await jobsIn(node.place)).describe(node.job.name, signal);
                return jobTooltip(job, await factsOf(node.place, runningJob(job), signal));
            }
            case "endpoint": {
                const endpoint = await (await endpointsIn(node.place)).describe(node.endpoint.name, signal);
                return endpointTooltip(endpoint, await factsOf(node.place, runningEndpoint(endpoint), signal));
            }
            case "localImage":
            case "repositoryImage":
                return imageTooltip(node);
            default:
                return undefined;
        }
    };
    // A hover that fails shows nothing, and nobody learns why.
    return async (node: ResourceNode, signal: AbortSignal): Promise<Tooltip | undefined> => {
        try {
            return await described(node, signal);
        } catch (error) {
            return { title: viewOf(node).label, rows: [["Not known", errorText(error)]] };
        }
    };
}
