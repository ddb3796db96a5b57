import type { LogTails } from "../logTails.ts";
import type { Panels } from "../panels/panels.ts";
import type { EndpointNode, TrainingJobNode } from "../tree/nodes.ts";
import type { PickEndpoint } from "./pickEndpoint.ts";
import type { PickTrainingJob } from "./pickTrainingJob.ts";

interface Needs {
    readonly pickJob: PickTrainingJob;
    readonly pickEndpoint: PickEndpoint;
    readonly tails: Pick<LogTails, "show">;
    readonly panels: Pick<Panels, "open">;
}

const NO_JOBS = "There is no training job yet. Launch one first.";
const NO_ENDPOINTS = "There is no endpoint yet. Deploy a completed training job first.";

/** The commands that show something of a job or an endpoint: its log, its metrics, the panel that asks it. */
export function showTarget({ pickJob, pickEndpoint, tails, panels }: Needs) {
    return {
        async jobLogs(signal: AbortSignal, node?: TrainingJobNode): Promise<void> {
            const target = await pickJob("Tail the log of which training job?", () => true, NO_JOBS, signal, node);
            if (target !== undefined) {
                tails.show({ kind: "trainingJob", name: target.job.name });
            }
        },
        async jobMetrics(signal: AbortSignal, node?: TrainingJobNode): Promise<void> {
            const target = await pickJob("Show the metrics of which training job?", () => true, NO_JOBS, signal, node);
            if (target !== undefined) {
                panels.open({ kind: "job", place: target.place, name: target.job.name });
            }
        },
        async endpointLogs(signal: AbortSignal, node?: EndpointNode): Promise<void> {
            const target = await pickEndpoint("Tail the log of which endpoint?", () => true, NO_ENDPOINTS, signal, node);
            if (target !== undefined) {
                tails.show({ kind: "endpoint", name: target.endpoint.name });
            }
        },
        async request(signal: AbortSignal, node?: EndpointNode): Promise<void> {
            const target = await pickEndpoint("Invoke which endpoint?", () => true, NO_ENDPOINTS, signal, node);
            if (target !== undefined) {
                panels.open({ kind: "endpoint", place: target.place, name: target.endpoint.name });
            }
        },
    };
}
