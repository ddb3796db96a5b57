import type { Capacity } from "../control/capacity.ts";
import type { ProgramNeeds } from "../runners/programNeeds.ts";
import type { MetricStore } from "../store/metricStore.ts";
import type { Step } from "./trainingJobRecord.ts";

/** The log group of all training jobs. */
export const LOG_GROUP = "/aws/sagemaker/TrainingJobs";

/** What running a job needs. */
export interface RunNeeds extends ProgramNeeds {
    readonly metrics: MetricStore;
    readonly capacity: Capacity;
}

/** Moves a job to its next phase. */
export type Advance = (step: Omit<Step, "at">) => void;
