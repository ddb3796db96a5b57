import { endpointLogGroup } from "../core/endpoint/endpoint.ts";
import type { Endpoints } from "../core/endpoint/endpoints.ts";
import { TRAINING_LOG_GROUP } from "../core/job/logStreams.ts";
import { isRunning } from "../core/job/trainingJob.ts";
import type { TrainingJobs } from "../core/job/trainingJobs.ts";
import type { Place } from "../core/place.ts";
import { Problem } from "../core/problem.ts";
import type { TailSource, TailTarget } from "./logTails.ts";

interface Needs {
    readonly place: Place;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly endpointsIn: (place: Place) => Promise<Endpoints>;
}

/** Where the log of a job or an endpoint is, and how it is known to have ended. */
export function tailSourceOf({ place, jobsIn, endpointsIn }: Needs) {
    return ({ kind, name }: TailTarget): TailSource =>
        kind === "trainingJob"
            ? { group: TRAINING_LOG_GROUP, prefix: `${name}/`, ending: (signal) => jobEnding(name, signal) }
            : { group: endpointLogGroup(name), prefix: "", ending: (signal) => endpointEnding(name, signal) };

    async function jobEnding(name: string, signal: AbortSignal): Promise<string | undefined> {
        const job = await unlessGone((await jobsIn(place)).describe(name, signal));
        if (job === undefined) {
            return `There is no training job ${name} any more.`;
        }
        const reason = job.failureReason === undefined ? "" : `: ${job.failureReason}`;
        const phase = job.secondaryStatus && job.secondaryStatus !== job.status ? ` (${job.secondaryStatus})` : "";
        return isRunning(job) ? undefined : `Training job ${name} ended: ${job.status}${phase}${reason}`;
    }

    async function endpointEnding(name: string, signal: AbortSignal): Promise<string | undefined> {
        const endpoint = await unlessGone((await endpointsIn(place)).describe(name, signal));
        if (endpoint === undefined) {
            return `Endpoint ${name} was deleted.`;
        }
        return endpoint.status === "Failed"
            ? `Endpoint ${name} failed: ${endpoint.failureReason ?? "no reason given"}`
            : undefined;
    }
}

/** What was described; undefined when it does not exist any more, which ends its log and is not worth trying again. */
async function unlessGone<T>(described: Promise<T>): Promise<T | undefined> {
    try {
        return await described;
    } catch (error) {
        if (Problem.is(error, "resourceGone")) {
            return undefined;
        }
        throw error;
    }
}
