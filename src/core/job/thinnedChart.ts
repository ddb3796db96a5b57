import type { MetricChart } from "./metricCharts.ts";

/** More stretches than a screen has points beside each other. */
const STRETCHES = 2000;

/**
 * A chart that looks the same with fewer points: of each stretch of the x axis the lowest and the highest value of every series stay, so that
 * no peak is lost, and so do both ends.
 */
export function thinnedChart(chart: MetricChart, stretches = STRETCHES): MetricChart {
    const { x, series } = chart;
    if (x.length <= 2 * stretches) {
        return chart;
    }
    const kept = new Set([0, x.length - 1]);
    for (let stretch = 0; stretch < stretches; stretch += 1) {
        const from = Math.floor((stretch * x.length) / stretches);
        const to = Math.floor(((stretch + 1) * x.length) / stretches);
        series.forEach(({ values }) => extremesOf(values, from, to).forEach((index) => kept.add(index)));
    }
    const indexes = [...kept].toSorted((a, b) => a - b);
    return {
        ...chart,
        x: indexes.map((index) => x[index] ?? 0),
        series: series.map(({ name, values }) => ({ name, values: indexes.map((index) => values[index] ?? null) })),
        thinnedFrom: x.length,
    };
}

function extremesOf(values: readonly (number | null)[], from: number, to: number): readonly number[] {
    let [lowest, highest] = [-1, -1];
    for (let index = from; index < to; index += 1) {
        const value = values[index] ?? null;
        if (value !== null) {
            lowest = lowest === -1 || value < (values[lowest] ?? Infinity) ? index : lowest;
            highest = highest === -1 || value > (values[highest] ?? -Infinity) ? index : highest;
        }
    }
    return lowest === -1 ? [] : [lowest, highest];
}
