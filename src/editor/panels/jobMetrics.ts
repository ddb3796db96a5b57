import { redact } from "../../core/redact.ts";
import { trainingCharts } from "../../core/job/jobCharts.ts";
import { isRunning, type TrainingJobDetail } from "../../core/job/trainingJob.ts";
import { errorText } from "../../core/text/errorText.ts";
import type { MetricsView } from "../../protocol/panel.ts";
import { Paced } from "./paced.ts";
import type { PlaceClients } from "./panelNeeds.ts";

/** CloudWatch shows a metric up to two minutes after the line that it was found in. */
const LATEST_METRIC_MS = 120_000;

/** Reads the metrics of a job until they cannot change any more, and from then on remembers them. */
export class JobMetrics {
    readonly #now: () => Date;
    readonly #views: Paced<MetricsView>;
    #final: string | undefined;

    /** `everyMs` is the least time between two readings of a place. */
    constructor(now: () => Date, everyMs: number) {
        this.#now = now;
        this.#views = new Paced(now, everyMs);
    }

    /** `known` saves a call to who has described the job already. */
    async read(
        name: string,
        { jobs, metrics }: PlaceClients,
        signal: AbortSignal,
        known?: TrainingJobDetail,
    ): Promise<MetricsView> {
        return this.#views.read(
            // What a job that has just ended reported last is not waited for.
            `${name} ${known?.status}`,
            async () => {
                const job = known ?? (await jobs.describe(name, signal));
                if (isOver(job, this.#now())) {
                    this.#final = name;
                }
                return viewOf(job, lifeOf(job, this.#now()), metrics, signal);
            },
            () => this.#final === name,
        );
    }
}

/** Whether all that a job will ever have measured can be read. */
export function isOver({ endedAt }: TrainingJobDetail, now: Date): boolean {
    return endedAt !== undefined && now.getTime() > endedAt.getTime() + LATEST_METRIC_MS;
}

/** The time for which there are metrics of a job. */
export function lifeOf({ createdAt, endedAt }: TrainingJobDetail, now: Date) {
    const to = new Date((endedAt ?? now).getTime() + (endedAt === undefined ? 60_000 : LATEST_METRIC_MS));
    return { from: createdAt, to, now };
}

/** That metrics cannot be read, for want of a permission, takes nothing else from the panel. */
async function viewOf(
    job: TrainingJobDetail,
    life: ReturnType<typeof lifeOf>,
    metrics: PlaceClients["metrics"],
    signal: AbortSignal,
): Promise<MetricsView> {
    const nothing = { job: job.name, message: undefined, charts: [] };
    try {
        const charts = job.metricNames.length === 0 ? [] : await trainingCharts(job.name, job.metricNames, life, metrics, signal);
        return charts.length > 0 ? { ...nothing, state: "drawn", charts } : { ...nothing, state: emptyState(job) };
    } catch (error) {
        signal.throwIfAborted();
        return { ...nothing, state: "failed", message: redact(errorText(error)) };
    }
}

function emptyState(job: TrainingJobDetail): MetricsView["state"] {
    if (job.metricNames.length === 0) {
        return "undefined";
    }
    return isRunning(job) ? "waiting" : "none";
}
