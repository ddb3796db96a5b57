import type { EndpointLook } from "../../core/endpoint/endpointCharts.ts";
import { type EndpointDetail, isSettling, trainingJobOf } from "../../core/endpoint/endpoint.ts";
import { isRunning, type TrainingJobDetail } from "../../core/job/trainingJob.ts";
import { Problem } from "../../core/problem.ts";
import type { ActivityView, MetricsView, Overview } from "../../protocol/panel.ts";
import { Activity } from "./activity.ts";
import { JobMetrics } from "./jobMetrics.ts";
import { bareOverview, endpointOverview, jobOverview } from "./overview.ts";
import type { PlaceClients, SessionNeeds } from "./panelNeeds.ts";
import { ServedBy } from "./servedBy.ts";

/** What one look at a panel's subject found. */
export interface Sight {
    readonly overview: Overview;
    readonly metrics: MetricsView | undefined;
    readonly activity: ActivityView | undefined;
    /** The job itself, when the subject is one. */
    readonly job: TrainingJobDetail | undefined;
    /** It is going to change by itself, so look again soon. */
    readonly changing: boolean;
}

type Needs = Pick<SessionNeeds, "subject" | "placeName" | "clients" | "now" | "metricsMs" | "maxPayloadMib">;

/** Makes the function that reads everything a panel shows about its subject; `look` says at each call how one looks at an endpoint. */
export function subjectWatch(
    { subject, placeName, clients, now, metricsMs, maxPayloadMib }: Needs,
    look: () => EndpointLook,
): (signal: AbortSignal) => Promise<Sight> {
    const jobMetrics = new JobMetrics(now, metricsMs);
    const activity = new Activity(now, metricsMs);
    const servedBy = new ServedBy();
    let seenEndpoint: EndpointDetail | undefined;
    const header = { kind: subject.kind, name: subject.name, placeName };

    return async (signal) => {
        const place = await clients();
        try {
            return await (subject.kind === "job" ? lookAtJob(place, signal) : lookAtEndpoint(place, signal));
        } catch (error) {
            if (!isGone(error)) {
                throw error;
            }
            return {
                overview: bareOverview(subject, placeName, true),
                metrics: undefined,
                activity: undefined,
                job: undefined,
                changing: false,
            };
        }
    };

    async function lookAtJob(place: PlaceClients, signal: AbortSignal): Promise<Sight> {
        const job = await place.jobs.describe(subject.name, signal);
        const metrics = await jobMetrics.read(subject.name, place, signal, job);
        const related = isRunning(job) ? [] : await servedBy.read(subject.name, place, signal).catch(unlessHidden([]));
        const seen = await activity.ofJob(job, place, signal);
        return { overview: jobOverview(header, job, related), metrics, activity: seen, job, changing: isRunning(job) };
    }

    async function lookAtEndpoint(place: PlaceClients, signal: AbortSignal): Promise<Sight> {
        const endpoint = await (seenEndpoint === undefined
            ? place.endpoints.describe(subject.name, signal)
            : place.endpoints.describeAgain(seenEndpoint, signal));
        seenEndpoint = endpoint;
        const trainedBy = endpoint.modelArtifact === undefined ? undefined : trainingJobOf(endpoint.modelArtifact);
        // A model outlives the job that made it, and may come from another account.
        const metrics =
            trainedBy === undefined
                ? undefined
                : await jobMetrics.read(trainedBy, place, signal).catch(unlessHidden<MetricsView | undefined>(undefined));
        const overview = endpointOverview(header, endpoint, metrics === undefined ? undefined : trainedBy, maxPayloadMib());
        const seen = await activity.ofEndpoint(endpoint, look(), place, signal);
        return { overview, metrics, activity: seen, job: undefined, changing: isSettling(endpoint) };
    }
}

/**
 * Stands in for something beside the subject that was deleted, or that whoever asks may not see: it takes nothing from the subject itself. Every
 * other failure passes.
 */
function unlessHidden<T>(instead: T): (error: unknown) => T {
    return (error) => {
        if (isGone(error) || Problem.is(error, "accessDenied")) {
            return instead;
        }
        throw error;
    };
}

function isGone(error: unknown): boolean {
    return Problem.is(error, "resourceGone") || Problem.is(error, "endpointGone");
}
