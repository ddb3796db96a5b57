import type { WarmPoolResourceStatus } from "@aws-sdk/client-sagemaker";
import type { CreateTrainingJobRequest } from "./createTrainingJobRequest.ts";
import { hasEnded, type TrainingJobRecord } from "./trainingJobRecord.ts";

/** A job's warm pool as the API describes it. */
export interface WarmPoolStatus {
    readonly Status: WarmPoolResourceStatus;
    readonly ResourceRetainedBillableTimeInSeconds?: number;
    readonly ReusedByJob?: string;
}

/**
 * The pool that a job keeps; undefined for one that asked for none. On this machine there is nothing to keep warm: what is told is what the
 * request says. That the pool of a job that failed ends with it could not be confirmed.
 */
export function warmPoolOf(job: TrainingJobRecord, now: number): WarmPoolStatus | undefined {
    const seconds = keepAliveOf(job.request);
    if (job.poolEndedAt !== undefined) {
        return { Status: "Terminated", ...retained(job, job.poolEndedAt) };
    }
    if (seconds === 0) {
        return undefined;
    }
    if (!hasEnded(job)) {
        return { Status: "InUse" };
    }
    if (job.reused !== undefined) {
        return { Status: "Reused", ...retained(job, job.reused.at), ReusedByJob: job.reused.by };
    }
    const until = endOf(job) + seconds * 1000;
    return job.status === "Completed" && now < until
        ? { Status: "Available", ...retained(job, now) }
        : { Status: "Terminated", ...retained(job, job.status === "Completed" ? until : endOf(job)) };
}

/** A job whose pool is to be kept for so many seconds from its end, of which those that are over end it at once. */
export function keptFor(job: TrainingJobRecord, seconds: number, now: number): TrainingJobRecord {
    const ResourceConfig = { ...job.request.ResourceConfig, KeepAlivePeriodInSeconds: seconds };
    const isOver = hasEnded(job) && endOf(job) + seconds * 1000 <= now;
    const request = { ...job.request, ResourceConfig };
    return { ...job, request, lastModifiedTime: now, ...(isOver && { poolEndedAt: now }) };
}

/** The job whose pool a new one takes over: the same role and resources, and the same shut-off from the network. */
export function poolFor(
    request: Omit<CreateTrainingJobRequest, "Tags">,
    jobs: readonly TrainingJobRecord[],
    now: number,
): TrainingJobRecord | undefined {
    const wanted = keyOf(request);
    return keepAliveOf(request) === 0
        ? undefined
        : jobs.find((job) => warmPoolOf(job, now)?.Status === "Available" && keyOf(job.request) === wanted);
}

function keyOf({ RoleArn, ResourceConfig, VpcConfig, EnableNetworkIsolation }: Omit<CreateTrainingJobRequest, "Tags">): string {
    return JSON.stringify([RoleArn, { ...ResourceConfig, KeepAlivePeriodInSeconds: 0 }, VpcConfig, EnableNetworkIsolation]);
}

function keepAliveOf({ ResourceConfig }: Pick<CreateTrainingJobRequest, "ResourceConfig">): number {
    return ResourceConfig?.KeepAlivePeriodInSeconds ?? 0;
}

function retained(job: TrainingJobRecord, until: number): { readonly ResourceRetainedBillableTimeInSeconds: number } {
    return { ResourceRetainedBillableTimeInSeconds: Math.max(0, Math.round((until - endOf(job)) / 1000)) };
}

function endOf({ transitions, lastModifiedTime }: TrainingJobRecord): number {
    return transitions.at(-1)?.StartTime ?? lastModifiedTime;
}
