import type { ProcessImages } from "../images/processImages.ts";
import type { Runner } from "../runners/runner.ts";
import type { LogStore } from "../store/logStore.ts";
import type { MetricStore } from "../store/metricStore.ts";
import type { Objects } from "../store/objects.ts";
import type { Step } from "./trainingJobRecord.ts";

/** The log group of all training jobs. */
export const LOG_GROUP = "/aws/sagemaker/TrainingJobs";

/** What running a job needs. */
export interface RunNeeds {
    readonly runner: Runner;
    readonly images: ProcessImages;
    readonly objects: Objects;
    readonly logs: LogStore;
    readonly metrics: MetricStore;
    /** The environment that every program here gets, before the request's own. */
    readonly environment: Readonly<Record<string, string>>;
    readonly report: (failure: unknown) => void;
}

/** Moves a job to its next phase. */
export type Advance = (step: Omit<Step, "at">) => void;
