import type { MetricSeries } from "./metrics.ts";

/** The metrics that measure one thing, such as training and validation loss, over one x axis. A gap is null. */
export interface MetricChart {
    readonly title: string;
    /** By time, x is seconds since 1970; by seconds, since the first point. */
    readonly xLabel: "epoch" | "seconds" | "time";
    /** Each point is the mean of what was reported in a stretch of so many seconds; missing when each report is a point. */
    readonly meanOfSeconds?: number;
    readonly x: readonly number[];
    readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
    /** How many points there were before they were thinned out; missing when all are here. */
    readonly thinnedFrom?: number;
    /** How many hosts there are; missing when there is a curve for each. */
    readonly hostCount?: number;
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
    return [...groups].map(([title, members]) => {
        const byEpoch = members.every(({ times }) => times.every((time) => epochAt.has(time)));
        const xOf = (time: number) => (byEpoch ? (epochAt.get(time) ?? 0) : (time - start) / 1000);
        return chartOf(title, members, byEpoch ? EPOCH : "seconds", xOf);
    });
}

/** A chart of series over the time of day; undefined when none of them has a point. */
export function timeChart(title: string, series: readonly MetricSeries[]): MetricChart | undefined {
    const drawn = series.filter(({ times }) => times.length > 0);
    return drawn.length === 0 ? undefined : chartOf(title, drawn, "time", (time) => time / 1000);
}

function chartOf(
    title: string,
    members: readonly MetricSeries[],
    xLabel: MetricChart["xLabel"],
    xOf: (time: number) => number,
): MetricChart {
    const xs = members.map(({ times }) => times.map(xOf));
    const shared = sharedOf(xs);
    if (shared !== undefined) {
        return { title, xLabel, x: shared, series: members.map(({ name, values }) => ({ name, values })) };
    }
    const x = [...new Set(xs.flat())].toSorted((a, b) => a - b);
    return {
        title,
        xLabel,
        x,
        series: members.map(({ name, values }, member) => {
            // A resumed job repeats epochs: what it reported last counts.
            const valueAt = new Map(xs[member]?.map((at, index) => [at, values[index] ?? null]));
            return { name, values: x.map((at) => valueAt.get(at) ?? null) };
        }),
    };
}

/** The one row of places that all series have, as most have; undefined when they differ. It saves looking up each of 100,000 points. */
function sharedOf(xs: readonly (readonly number[])[]): readonly number[] | undefined {
    const [first = [], ...others] = xs;
    const isRising = first.every((at, index) => index === 0 || at > (first[index - 1] ?? Infinity));
    const isShared = others.every((other) => other.length === first.length && other.every((at, index) => at === first[index]));
    return isRising && isShared ? first : undefined;
}

/** What a metric measures, whatever part of the data it was measured on: `train_loss` and `validation:loss` are both `loss`. */
export function measureOf(name: string): string {
    const split = "(?:train|training|valid|validation|val|eval|test)";
    return name.replace(new RegExp(`^${split}[_:./-](?=.)|(?<=.)[_:./-]${split}$`, "i"), "");
}
