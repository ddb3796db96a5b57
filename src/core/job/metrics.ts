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

/** The metrics that measure one thing, such as training and validation loss, over one x axis. A gap is null. */
export interface MetricChart {
    readonly title: string;
    readonly xLabel: "epoch" | "seconds";
    readonly x: readonly number[];
    readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** The metrics of the training jobs of one place. */
export interface TrainingMetrics {
    read(job: string, names: readonly string[], from: Date, to: Date, signal: AbortSignal): Promise<readonly MetricSeries[]>;
}

/** The metric that other metrics are drawn over when a job reports it beside them. */
const EPOCH = "epoch";

/**
 * Lays series into charts, one for each thing measured. Metrics that came with an `epoch` are drawn by epoch, others by seconds since the
 * job's first point: CloudWatch keeps only times, and two metrics of one log line are joined by the time that they share.
 */
export function chartsOf(series: readonly MetricSeries[]): MetricChart[] {
    const epochs = series.find(({ name }) => name === EPOCH);
    const epochAt = new Map(epochs?.times.map((time, index) => [time, epochs.values[index] ?? 0]));
    const drawn = series.filter((one) => one !== epochs && one.times.length > 0);
    const start = Math.min(...drawn.map(({ times }) => times[0] ?? Infinity));
    const groups = Map.groupBy(drawn, ({ name }) => measureOf(name));
    return [...groups].map(([title, members]) => chartOf(title, members, epochAt, start));
}

function chartOf(
    title: string,
    members: readonly MetricSeries[],
    epochAt: ReadonlyMap<number, number>,
    start: number,
): MetricChart {
    const byEpoch = members.every(({ times }) => times.every((time) => epochAt.has(time)));
    const xOf = (time: number) => (byEpoch ? (epochAt.get(time) ?? 0) : (time - start) / 1000);
    const x = [...new Set(members.flatMap(({ times }) => times.map(xOf)))].toSorted((a, b) => a - b);
    return {
        title,
        xLabel: byEpoch ? EPOCH : "seconds",
        x,
        series: members.map(({ name, times, values }) => {
            // A resumed job repeats epochs: what it reported last counts.
            const valueAt = new Map(times.map((time, index) => [xOf(time), values[index] ?? null]));
            return { name, values: x.map((at) => valueAt.get(at) ?? null) };
        }),
    };
}

/** What a metric measures, whatever part of the data it was measured on: `train_loss` and `validation:loss` are both `loss`. */
export function measureOf(name: string): string {
    const split = "(?:train|training|valid|validation|val|eval|test)";
    return name.replace(new RegExp(`^${split}[_:./-](?=.)|(?<=.)[_:./-]${split}$`, "i"), "");
}
