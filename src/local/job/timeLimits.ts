import { trainingTimes, type TrainingJobRecord } from "./trainingJobRecord.ts";

type Exceeded = { readonly secondaryStatus: "MaxRuntimeExceeded" | "MaxWaitTimeExceeded"; readonly message: string };

/** Seconds that the program of a job may still run: what is left of its training time and, on spot capacity, of its waiting time. */
export function secondsLeft(job: TrainingJobRecord, now: number): number {
    const { MaxRuntimeInSeconds } = job.request.StoppingCondition;
    return Math.max(1, Math.ceil(Math.min(MaxRuntimeInSeconds - trained(job), waitLeft(job, now))));
}

/** Which of a job's limits is over when its program was stopped for its time. */
export function exceeded(job: TrainingJobRecord, now: number): Exceeded {
    return waitLeft(job, now) <= 0
        ? { secondaryStatus: "MaxWaitTimeExceeded", message: "Training job wait time exceeded MaxWaitTimeInSeconds" }
        : { secondaryStatus: "MaxRuntimeExceeded", message: "Training job runtime exceeded MaxRuntimeInSeconds" };
}

/** Seconds of a job that has ended: those from start to end, and those that are billed, which leave out what it waited for capacity. */
export function secondsSpent(job: TrainingJobRecord): { readonly training: number; readonly billable: number } | undefined {
    const { start, end } = trainingTimes(job);
    if (start === undefined || end === undefined) {
        return undefined;
    }
    const waited = job.transitions
        .filter(({ Status, StartTime }) => (Status === "Starting" || Status === "Interrupted") && StartTime >= start)
        .reduce((sum, { StartTime, EndTime = end }) => sum + EndTime - StartTime, 0);
    return { training: whole(end - start), billable: whole(end - start - waited) };
}

function whole(milliseconds: number): number {
    return Math.max(1, Math.ceil(milliseconds / 1000));
}

function trained({ transitions }: TrainingJobRecord): number {
    const runs = transitions.filter(({ Status, EndTime }) => Status === "Training" && EndTime !== undefined);
    return runs.reduce((sum, { StartTime, EndTime = StartTime }) => sum + EndTime - StartTime, 0) / 1000;
}

function waitLeft({ request, creationTime }: TrainingJobRecord, now: number): number {
    const { EnableManagedSpotTraining, StoppingCondition } = request;
    const limit = EnableManagedSpotTraining ? StoppingCondition.MaxWaitTimeInSeconds : undefined;
    return limit === undefined ? Infinity : limit - (now - creationTime) / 1000;
}
