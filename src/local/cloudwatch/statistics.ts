import type { StatisticSet } from "../store/metricStore.ts";

/** A statistic over what there is of one period. */
export type Statistic = (sets: readonly StatisticSet[]) => number;

const STATISTICS: Readonly<Record<string, Statistic>> = {
    Sum: sum,
    Average: (sets) => sum(sets) / count(sets),
    Minimum: (sets) => sets.reduce((least, { minimum }) => Math.min(least, minimum), Infinity),
    Maximum: (sets) => sets.reduce((most, { maximum }) => Math.max(most, maximum), -Infinity),
    SampleCount: count,
};

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

/** The statistic of a name: one of the five basic ones or a percentile such as `p99`; undefined when it is neither. */
export function statisticOf(name: string): Statistic | undefined {
    if (Object.hasOwn(STATISTICS, name)) {
        return STATISTICS[name];
    }
    const percent = PERCENTILE.exec(name)?.[1];
    return percent === undefined ? undefined : (sets) => percentile(sets, Number(percent) / 100);
}

function sum(sets: readonly StatisticSet[]): number {
    return sets.reduce((total, set) => total + set.sum, 0);
}

function count(sets: readonly StatisticSet[]): number {
    return sets.reduce((total, { sampleCount }) => total + sampleCount, 0);
}

/** A value, and how many samples have it. */
type Weighted = readonly [value: number, samples: number];

/** Between the two nearest ranks, in proportion. */
function percentile(sets: readonly StatisticSet[], share: number): number {
    const sorted = sets.flatMap(samplesOf).toSorted(([a], [b]) => a - b);
    const rank = share * (count(sets) - 1);
    const below = atRank(sorted, Math.floor(rank));
    const above = atRank(sorted, Math.ceil(rank));
    return below + (above - below) * (rank - Math.floor(rank));
}

/** The least and the greatest value of a set are known; the others are taken to lie at their mean. */
function samplesOf({ sampleCount, sum: total, minimum, maximum }: StatisticSet): Weighted[] {
    const others = sampleCount - 2;
    return [
        [minimum, 1],
        ...(others > 0 ? [[(total - minimum - maximum) / others, others] as const] : []),
        ...(sampleCount > 1 ? [[maximum, 1] as const] : []),
    ];
}

function atRank(sorted: readonly Weighted[], rank: number): number {
    let passed = 0;
    for (const [value, samples] of sorted) {
        passed += samples;
        if (passed > rank) {
            return value;
        }
    }
    return sorted.at(-1)?.[0] ?? Number.NaN;
}
