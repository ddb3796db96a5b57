import type { SecondaryStatus, TrainingJobStatus } from "@aws-sdk/client-sagemaker";
import type { CreateTrainingJobRequest } from "./createTrainingJobRequest.ts";

/** A phase that a job went through; the open one has no end. Times in milliseconds since 1970. */
export interface Transition {
    readonly Status: SecondaryStatus;
    readonly StartTime: number;
    readonly EndTime?: number;
    readonly StatusMessage: string;
}

/** A training job as it is stored. Times in milliseconds since 1970. */
export interface TrainingJobRecord {
    readonly request: CreateTrainingJobRequest;
    readonly arn: string;
    readonly status: TrainingJobStatus;
    readonly transitions: readonly Transition[];
    readonly creationTime: number;
    readonly lastModifiedTime: number;
    /** The name of the log stream of its present run, kept so that a restarted server goes on with it. */
    readonly logStream: string;
    readonly failureReason?: string;
    /** The job that took over its warm pool, and when. */
    readonly reused?: { readonly by: string; readonly at: number };
    /** When UpdateTrainingJob ended its warm pool. */
    readonly poolEndedAt?: number;
}

/** A step to a new phase. */
export interface Step {
    readonly status: TrainingJobStatus;
    readonly secondaryStatus: SecondaryStatus;
    readonly message: string;
    readonly at: number;
    readonly failureReason?: string;
}

/** True once a job can change no more. */
export function hasEnded({ status }: Pick<TrainingJobRecord, "status">): boolean {
    return status === "Completed" || status === "Failed" || status === "Stopped";
}

/** The phase a job is in. */
export function secondaryStatus({ transitions }: TrainingJobRecord): SecondaryStatus {
    return transitions.at(-1)?.Status ?? "Starting";
}

/** A job one step further; unchanged when it already is there. */
export function advanced(job: TrainingJobRecord, step: Step): TrainingJobRecord {
    const { status, secondaryStatus: next, message, at, failureReason } = step;
    if (job.status === status && secondaryStatus(job) === next) {
        return job;
    }
    const ended = hasEnded({ status });
    const before = job.transitions.map((transition, index) =>
        index === job.transitions.length - 1 && transition.EndTime === undefined ? { ...transition, EndTime: at } : transition,
    );
    return {
        ...job,
        status,
        transitions: [...before, { Status: next, StartTime: at, ...(ended && { EndTime: at }), StatusMessage: message }],
        lastModifiedTime: at,
        ...(failureReason !== undefined && { failureReason }),
    };
}

/** True for a job that lost its instance and is to be started again. */
export function isInterrupted(job: TrainingJobRecord): boolean {
    return job.status === "InProgress" && secondaryStatus(job) === "Interrupted";
}

/** True for a job that was interrupted and whose next run is not prepared yet. */
export function startsAgain(job: TrainingJobRecord): boolean {
    return secondaryStatus(job) === "Starting" && job.transitions.some(({ Status }) => Status === "Interrupted");
}

/** When the present run of a job began: a job on spot capacity may have had others before. */
export function runStartedAt({ transitions, creationTime }: TrainingJobRecord): number {
    return transitions.findLast(({ Status }) => Status === "Starting")?.StartTime ?? creationTime;
}

/** When training began and ended: the end of Starting, and the end of the job. */
export function trainingTimes(job: TrainingJobRecord): { readonly start: number | undefined; readonly end: number | undefined } {
    const start = job.transitions.find(({ Status }) => Status === "Starting")?.EndTime;
    const end = hasEnded(job) ? job.transitions.at(-1)?.StartTime : undefined;
    return { start, end };
}
