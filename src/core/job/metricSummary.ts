import type { MetricChart } from "./metrics.ts";

/** The charts in words, for who cannot see them: `train_loss 0.41, down 12 % over 6 epochs`. */
export function metricSummary(charts: readonly MetricChart[]): string {
    return charts.flatMap((chart) => chart.series.map(({ name, values }) => seriesSummary(chart, name, values))).join("; ");
}

function seriesSummary({ x, xLabel }: MetricChart, name: string, values: readonly (number | null)[]): string {
    const points = values.flatMap((value, index) => (value === null ? [] : [{ at: x[index] ?? 0, value }]));
    const first = points[0];
    const last = points.at(-1);
    if (first === undefined || last === undefined) {
        return `${name} has no value yet`;
    }
    const now = `${name} ${metricText(last.value)}`;
    return points.length === 1
        ? now
        : `${now}, ${changeText(first.value, last.value)} over ${spanText(xLabel, points.length, last.at - first.at)}`;
}

function changeText(first: number, last: number): string {
    if (first === last) {
        return "unchanged";
    }
    const direction = last > first ? "up" : "down";
    return first === 0 ? `${direction} from 0` : `${direction} ${metricText(Math.abs(((last - first) / first) * 100), 2)} %`;
}

function spanText(xLabel: MetricChart["xLabel"], points: number, span: number): string {
    return xLabel === "epoch" ? `${points} epochs` : `${metricText(span, 3)} seconds`;
}

/** A metric's value as people read it: at most four significant digits, and an exponent only where it is shorter. */
export function metricText(value: number, digits = 4): string {
    const rounded = Number(value.toPrecision(digits));
    const size = Math.abs(rounded);
    return size !== 0 && (size < 1e-4 || size >= 1e7) ? rounded.toExponential() : String(rounded);
}
