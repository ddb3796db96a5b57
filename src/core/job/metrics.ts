/** How SageMaker finds a metric in a job's log: the first group of the expression is the value. */
export interface MetricDefinition {
    readonly name: string;
    readonly regex: string;
}

/** A metric over time, ordered by time; both arrays have the same length. */
export interface MetricSeries {
    readonly name: string;
    /** Milliseconds since 1970. */
    readonly times: readonly number[];
    readonly values: readonly number[];
}

/** A chart's worth of series over one x axis. A gap is null. */
export interface MetricChart {
    readonly xLabel: "epoch" | "seconds";
    readonly x: readonly number[];
    readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** The metrics of the training jobs of one place. */
export interface TrainingMetrics {
    read(job: string, names: readonly string[], from: Date, to: Date, signal: AbortSignal): Promise<readonly MetricSeries[]>;
}

/**
 * Lays series over one x axis. A job that reports `epoch` beside its metrics is drawn by epoch, any other by seconds since its first
 * point: CloudWatch keeps only times, and the two are joined by the time that they share.
 */
export function chartOf(series: readonly MetricSeries[]): MetricChart {
    const epochs = series.find(({ name }) => name === "epoch");
    const epochAt = new Map(epochs?.times.map((time, index) => [time, epochs.values[index] ?? 0]));
    const drawn = series.filter((one) => one !== epochs && one.times.length > 0);
    const byEpoch = epochs !== undefined && drawn.every(({ times }) => times.every((time) => epochAt.has(time)));
    const start = Math.min(...drawn.flatMap(({ times }) => times.slice(0, 1)));
    const xOf = (time: number) => (byEpoch ? (epochAt.get(time) ?? 0) : (time - start) / 1000);
    const x = [...new Set(drawn.flatMap(({ times }) => times.map(xOf)))].toSorted((a, b) => a - b);
    return {
        xLabel: byEpoch ? "epoch" : "seconds",
        x,
        series: drawn.map(({ name, times, values }) => {
            const valueAt = new Map(times.map((time, index) => [xOf(time), values[index] ?? null]));
            return { name, values: x.map((at) => valueAt.get(at) ?? null) };
        }),
    };
}
