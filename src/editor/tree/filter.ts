import { type Endpoint, isSettling } from "../../core/endpoint/endpoint.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";

/** The states that a tree can be limited to, in words that fit jobs and endpoints. */
export type FilteredState = "active" | "done" | "failed" | "stopped";

/** What the tree is limited to. */
export interface Filter {
    /** Part of a name; empty for all. */
    readonly name: string;
    readonly state: FilteredState | undefined;
}

export const NO_FILTER: Filter = { name: "", state: undefined };

const JOB_STATES: Readonly<Record<string, FilteredState>> = { Completed: "done", Failed: "failed", Stopped: "stopped" };
const ENDPOINT_STATES: Readonly<Record<string, FilteredState>> = {
    InService: "done",
    Failed: "failed",
    UpdateRollbackFailed: "failed",
    OutOfService: "stopped",
};

/**
 * Whether a name has this part, whatever the case of either. SageMaker's lists of names and of states are not to be relied on: it looks at
 * some of it only after it has cut a page, and its answer comes later than the user looks.
 */
export function isNamed({ name }: { readonly name: string }, part: string): boolean {
    return name.toLowerCase().includes(part.toLowerCase());
}

export function isJobWanted(job: TrainingJob, { name, state }: Filter): boolean {
    return isNamed(job, name) && (state === undefined || (isRunning(job) ? "active" : JOB_STATES[job.status]) === state);
}

export function isEndpointWanted(endpoint: Endpoint, { name, state }: Filter): boolean {
    return (
        isNamed(endpoint, name) &&
        (state === undefined || (isSettling(endpoint) ? "active" : ENDPOINT_STATES[endpoint.status]) === state)
    );
}

export const STATE_NAMES: Readonly<Record<FilteredState, string>> = {
    active: "Running or Changing",
    done: "Completed or In Service",
    failed: "Failed",
    stopped: "Stopped or Out of Service",
};

/** What the tree is limited to, in words; empty when it is not. */
export function filterText({ name, state }: Filter): string {
    return [name === "" ? "" : `“${name}”`, state === undefined ? "" : STATE_NAMES[state]]
        .filter((part) => part !== "")
        .join(" · ");
}
