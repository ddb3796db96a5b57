import type { ListPage, ListQuery } from "../listing.ts";
import type { TrainingJob, TrainingJobDetail } from "./trainingJob.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

/** The training jobs of one place. `adapters/aws` implements it for both places, an array does for tests. */
export interface TrainingJobs {
    start(plan: TrainingPlan, signal: AbortSignal): Promise<void>;
    /** The newest first, at most a hundred: one call per refresh, because SageMaker allows two a second in an account. */
    list(signal: AbortSignal): Promise<readonly TrainingJob[]>;
    page(query: ListQuery, signal: AbortSignal): Promise<ListPage<TrainingJob>>;
    describe(name: string, signal: AbortSignal): Promise<TrainingJobDetail>;
    stop(name: string, signal: AbortSignal): Promise<void>;
}
