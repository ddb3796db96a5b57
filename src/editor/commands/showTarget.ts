import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import { type Tails, wholeLog } from "../logs/tailTarget.ts";
import type { Panels } from "../panels/panels.ts";
import type { EndpointNode, TrainingJobNode } from "../tree/nodes.ts";
import type { PickResource, Wanted } from "./pickResource.ts";

interface Needs {
    readonly pickJob: PickResource<TrainingJob>;
    readonly pickEndpoint: PickResource<Endpoint>;
    readonly tails: Tails;
    readonly panels: Pick<Panels, "open">;
}

/** The commands that show something of a job or an endpoint: its log, its metrics, the panel that asks it. */
export function showTarget({ pickJob, pickEndpoint, tails, panels }: Needs) {
    const jobOf = (title: string, signal: AbortSignal, node?: TrainingJobNode) =>
        pickJob(
            any(title, "There is no training job yet. Launch one first."),
            signal,
            node && { place: node.place, resource: node.job },
        );
    const endpointOf = (title: string, signal: AbortSignal, node?: EndpointNode) => {
        const known = node && { place: node.place, resource: node.endpoint };
        return pickEndpoint(any(title, "There is no endpoint yet. Deploy a completed training job first."), signal, known);
    };
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

function any<T>(title: string, none: string): Wanted<T> {
    return { title, isWanted: () => true, none };
}
