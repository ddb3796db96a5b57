import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import type { ListPage, ListQuery } from "../listing.ts";
import type { TrainingJob, TrainingJobDetail } from "./trainingJob.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

/** The training jobs of one place. `adapters/aws` implements it for both places, an array does for tests. */
export interface TrainingJobs {
    /** Sends a plan once. Where the answer is lost, the job is looked for, and counts as started when it is this plan's. */
    start(plan: TrainingPlan, signal: AbortSignal): Promise<void>;
    /** The newest first, at most a hundred: one call per refresh, because SageMaker allows two a second in an account. */
    list(signal: AbortSignal): Promise<readonly TrainingJob[]>;
    page(query: ListQuery<"InProgress">, signal: AbortSignal): Promise<ListPage<TrainingJob>>;
    describe(name: string, signal: AbortSignal): Promise<TrainingJobDetail>;
    /** The request that a job was made by, whoever made it, in a form that can be sent again under another name. */
    requestOf(name: string, signal: AbortSignal): Promise<CreateTrainingJobRequest>;
    /** A job that has ended already counts as stopped. */
    stop(name: string, signal: AbortSignal): Promise<void>;
    /** Gives back the instances that a job has kept for the next one. A pool that is gone already counts as ended. */
    endWarmPool(name: string, signal: AbortSignal): Promise<void>;
}
