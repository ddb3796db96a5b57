import { chartsOf } from "../../core/job/metrics.ts";
import { isRunning, type TrainingJobDetail } from "../../core/job/trainingJob.ts";
import type { MetricsView } from "../../protocol/panel.ts";
import type { PlaceClients } from "./panelNeeds.ts";

/** CloudWatch shows a metric up to two minutes after the line that it was found in. */
const LATEST_METRIC_MS = 120_000;

/** Reads the metrics of a job until they cannot change any more, and from then on remembers them. */
export class JobMetrics {
    readonly #now: () => Date;
    #final: MetricsView | undefined;

    constructor(now: () => Date) {
        this.#now = now;
    }

    /** `known` saves a call to who has described the job already. */
    async read(
        name: string,
        { jobs, metrics }: PlaceClients,
        signal: AbortSignal,
        known?: TrainingJobDetail,
    ): Promise<MetricsView> {
        if (this.#final?.job === name) {
            return this.#final;
        }
        const job = known ?? (await jobs.describe(name, signal));
        const now = this.#now().getTime();
        const until = new Date(now + 60_000);
        const series = await metrics.read(name, job.metricNames, job.createdAt, until, signal);
        const charts = chartsOf(series);
        const view: MetricsView = { job: name, state: charts.length > 0 ? "drawn" : emptyState(job), charts };
        if (job.endedAt !== undefined && now > job.endedAt.getTime() + LATEST_METRIC_MS) {
            this.#final = view;
        }
        return view;
    }
}

function emptyState(job: TrainingJobDetail): MetricsView["state"] {
    if (job.metricNames.length === 0) {
        return "undefined";
    }
    return isRunning(job) ? "waiting" : "none";
}
