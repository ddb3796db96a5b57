import { redact } from "../../core/redact.ts";
import type { EndpointDetail } from "../../core/endpoint/endpoint.ts";
import { endpointCharts, type EndpointLook } from "../../core/endpoint/endpointCharts.ts";
import { instanceCharts } from "../../core/job/jobCharts.ts";
import type { MetricChart } from "../../core/job/metricCharts.ts";
import { isRunning, type TrainingJobDetail } from "../../core/job/trainingJob.ts";
import { errorText } from "../../core/text/errorText.ts";
import type { ActivityView } from "../../protocol/panel.ts";
import { isOver, lifeOf } from "./jobMetrics.ts";
import { Paced } from "./paced.ts";
import type { PlaceClients } from "./panelNeeds.ts";

/** Reads what instances did and what requests came to. That it cannot be read, for want of a permission, takes nothing else from the panel. */
export class Activity {
    readonly #now: () => Date;
    readonly #views: Paced<ActivityView>;

    /** `everyMs` is the least time between two readings of a place. */
    constructor(now: () => Date, everyMs: number) {
        this.#now = now;
        this.#views = new Paced(now, everyMs);
    }

    async ofJob(job: TrainingJobDetail, { metrics }: PlaceClients, signal: AbortSignal): Promise<ActivityView> {
        const now = this.#now();
        const load = () => instanceCharts(job.name, job.instanceCount, lifeOf(job, now), metrics, signal);
        const read = () => viewOf("job", undefined, isRunning(job), load, signal);
        return this.#views.read(`${job.name} ${job.status}`, read, () => isOver(job, now));
    }

    async ofEndpoint(
        endpoint: EndpointDetail,
        look: EndpointLook,
        { metrics }: PlaceClients,
        signal: AbortSignal,
    ): Promise<ActivityView> {
        const names = endpoint.variants.map(({ name }) => name);
        const load = () => endpointCharts(endpoint.name, names, look, metrics, this.#now(), signal);
        const key = JSON.stringify([endpoint.name, names, look]);
        return this.#views.read(
            key,
            () => viewOf("endpoint", look, true, load, signal),
            () => false,
        );
    }
}

async function viewOf(
    kind: ActivityView["kind"],
    look: EndpointLook | undefined,
    isComing: boolean,
    load: () => Promise<readonly MetricChart[]>,
    signal: AbortSignal,
): Promise<ActivityView> {
    try {
        const charts = await load();
        const state = charts.length > 0 ? "drawn" : isComing ? "waiting" : "none";
        return { kind, state, message: undefined, look, charts };
    } catch (error) {
        signal.throwIfAborted();
        return {
            kind,
            state: "failed",
            message: redact(errorText(error)),
            look,
            charts: [],
        };
    }
}
