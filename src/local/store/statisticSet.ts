import type { MetricPoint, StatisticSet } from "./metricStore.ts";

/** A single value as a set. */
export function statisticSetOf({ timestamp, value }: MetricPoint): StatisticSet {
    return { timestamp, sampleCount: 1, sum: value, minimum: value, maximum: value };
}

/** Both together, at the time of the first. */
function merged(a: StatisticSet, b: StatisticSet): StatisticSet {
    return {
        timestamp: a.timestamp,
        sampleCount: a.sampleCount + b.sampleCount,
        sum: a.sum + b.sum,
        minimum: Math.min(a.minimum, b.minimum),
        maximum: Math.max(a.maximum, b.maximum),
    };
}

/** Adds a set to the end of a list that holds one set for each period of so many milliseconds. */
export function addToPeriod(sets: StatisticSet[], set: StatisticSet, period: number): void {
    const timestamp = Math.floor(set.timestamp / period) * period;
    const last = sets.at(-1);
    if (last?.timestamp === timestamp) {
        sets[sets.length - 1] = merged(last, set);
    } else {
        sets.push({ ...set, timestamp });
    }
}
