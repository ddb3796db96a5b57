import { endpointLogGroup } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import { TRAINING_LOG_GROUP } from "../../core/logs/logStreams.ts";
import { isRunning } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";
import { unlessGone } from "../../core/unlessGone.ts";
import type { TailTarget } from "./tailTarget.ts";

/** How a job or an endpoint ended. */
export interface Ending {
    readonly sentence: string;
    /** Undefined where nobody knows when; lines may still be on their way then. */
    readonly at: Date | undefined;
}

/** Answers how the job or the endpoint of a log ended; undefined while it goes on. */
export type EndingOf = (target: TailTarget, signal: AbortSignal) => Promise<Ending | undefined>;

const LONG_AGO = new Date(0);

/** Where the log of a job or an endpoint is. */
export function logOf({ kind, name }: Pick<TailTarget, "kind" | "name">): { readonly group: string; readonly prefix: string } {
    return kind === "trainingJob"
        ? { group: TRAINING_LOG_GROUP, prefix: `${name}/` }
        : { group: endpointLogGroup(name), prefix: "" };
}

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "describe">>;
    readonly endpointsIn: (place: Place) => Promise<Pick<Endpoints, "describe">>;
}

export function endingOf({ jobsIn, endpointsIn }: Needs): EndingOf {
    return ({ kind, name, place }, signal) =>
        kind === "trainingJob" ? jobEnding(place, name, signal) : endpointEnding(place, name, signal);

    async function jobEnding(place: Place, name: string, signal: AbortSignal): Promise<Ending | undefined> {
        const job = await unlessGone((await jobsIn(place)).describe(name, signal));
        if (job === undefined) {
            return { sentence: `There is no training job ${name} any more.`, at: LONG_AGO };
        }
        const reason = job.failureReason === undefined ? "" : `: ${job.failureReason}`;
        const phase = job.secondaryStatus && job.secondaryStatus !== job.status ? ` (${job.secondaryStatus})` : "";
        return isRunning(job)
            ? undefined
            : { sentence: `Training job ${name} ended: ${job.status}${phase}${reason}`, at: job.endedAt };
    }

    async function endpointEnding(place: Place, name: string, signal: AbortSignal): Promise<Ending | undefined> {
        const endpoint = await unlessGone((await endpointsIn(place)).describe(name, signal));
        if (endpoint === undefined) {
            return { sentence: `Endpoint ${name} was deleted.`, at: LONG_AGO };
        }
        return endpoint.status === "Failed"
            ? { sentence: `Endpoint ${name} failed: ${endpoint.failureReason ?? "no reason given"}`, at: undefined }
            : undefined;
    }
}
