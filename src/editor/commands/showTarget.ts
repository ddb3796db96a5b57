import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import { type Tails, wholeLog } from "../logs/tailTarget.ts";
import type { Panels } from "../panels/panels.ts";
import type { EndpointNode, TrainingJobNode } from "../tree/nodes.ts";
import { anyEndpoint, anyJob, type PickResource } from "./pickResource.ts";

interface Needs {
    readonly pickJob: PickResource<TrainingJob>;
    readonly pickEndpoint: PickResource<Endpoint>;
    readonly tails: Tails;
    readonly panels: Pick<Panels, "open">;
}

/** The commands that show something of a job or an endpoint: its log, its metrics, the panel that asks it. */
export function showTarget({ pickJob, pickEndpoint, tails, panels }: Needs) {
    const jobOf = (title: string, signal: AbortSignal, node?: TrainingJobNode) =>
        pickJob(anyJob(title), signal, node && { place: node.place, resource: node.job });
    const endpointOf = (title: string, signal: AbortSignal, node?: EndpointNode) =>
        pickEndpoint(anyEndpoint(title), signal, node && { place: node.place, resource: node.endpoint });
    return {
        async jobLogs(signal: AbortSignal, node?: TrainingJobNode): Promise<void> {
            const target = await jobOf("Tail the log of which training job?", signal, node);
            if (target !== undefined) {
                tails.show(wholeLog("trainingJob", target.place, target.resource.name));
            }
        },
        async jobMetrics(signal: AbortSignal, node?: TrainingJobNode): Promise<void> {
            const target = await jobOf("Show the metrics of which training job?", signal, node);
            if (target !== undefined) {
                panels.open({ kind: "job", place: target.place, name: target.resource.name });
            }
        },
        async endpointLogs(signal: AbortSignal, node?: EndpointNode): Promise<void> {
            const target = await endpointOf("Tail the log of which endpoint?", signal, node);
            if (target !== undefined) {
                tails.show(wholeLog("endpoint", target.place, target.resource.name));
            }
        },
        async request(signal: AbortSignal, node?: EndpointNode): Promise<void> {
            const target = await endpointOf("Invoke which endpoint?", signal, node);
            if (target !== undefined) {
                panels.open({ kind: "endpoint", place: target.place, name: target.resource.name });
            }
        },
    };
}
