import type { MetricChart } from "./metricCharts.ts";
import { periodText } from "./metrics.ts";

/** The charts in words, for who cannot see them: `train_loss 0.41, down 12 % from epoch 1 to 6`. */
export function metricSummary(charts: readonly MetricChart[]): string {
    return charts.flatMap((chart) => chart.series.map(({ name, values }) => seriesSummary(chart, name, values))).join("; ");
}

/** That not all hosts are drawn; undefined where they are. */
export function hostsText({ series, hostCount }: MetricChart): string | undefined {
    return hostCount === undefined ? undefined : `${series.length} of ${hostCount} hosts are drawn`;
}

/** What the points of a chart stand over, and what each of them is: CloudWatch's minutes melt the epochs of a fast job together. */
export function axisText({ xLabel, meanOfSeconds }: MetricChart): string {
    return meanOfSeconds === undefined ? `by ${xLabel}` : `by ${xLabel}, mean of each ${periodText(meanOfSeconds)}`;
}

function seriesSummary({ x, xLabel }: MetricChart, name: string, values: readonly (number | null)[]): string {
    const points = values.flatMap((value, index) => (value === null ? [] : [{ at: x[index] ?? 0, value }]));
    const first = points[0];
    const last = points.at(-1);
    if (first === undefined || last === undefined) {
        return `${name} has no value yet`;
    }
    const now = `${name} ${metricText(last.value)}`;
    return points.length === 1 ? now : `${now}, ${changeText(first.value, last.value)} ${spanText(xLabel, first.at, last.at)}`;
}

function changeText(first: number, last: number): string {
    if (first === last) {
        return "unchanged";
    }
    const direction = last > first ? "up" : "down";
    return first === 0 ? `${direction} from zero` : `${direction} ${metricText(Math.abs(((last - first) / first) * 100), 2)} %`;
}

function spanText(xLabel: MetricChart["xLabel"], first: number, last: number): string {
    return xLabel === "epoch" ? `from epoch ${positionText(first)} to ${positionText(last)}` : `over ${lengthText(last - first)}`;
}

function lengthText(seconds: number): string {
    const [count, unit] =
        seconds < 600 ? [seconds, "seconds"] : seconds < 36_000 ? [seconds / 60, "minutes"] : [seconds / 3600, "hours"];
    return `${metricText(count, 3)} ${unit}`;
}

/** A place on the x axis: epochs are counted, so all their digits matter. */
export function positionText(x: number): string {
    return metricText(x, 7);
}

/** A metric's value as people read it: at most four significant digits, and an exponent only where it is shorter. */
export function metricText(value: number, digits = 4): string {
    const rounded = Number(value.toPrecision(digits));
    const size = Math.abs(rounded);
    return size !== 0 && (size < 1e-4 || size >= 1e7) ? rounded.toExponential() : String(rounded);
}
