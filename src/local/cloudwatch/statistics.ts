/** A statistic over the values of one period. */
export type Statistic = (values: readonly number[]) => number;

const STATISTICS: Readonly<Record<string, Statistic>> = {
    Sum: sum,
    Average: (values) => sum(values) / values.length,
    Minimum: (values) => values.reduce((a, b) => Math.min(a, b)),
    Maximum: (values) => values.reduce((a, b) => Math.max(a, b)),
    SampleCount: (values) => values.length,
};

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

/** The statistic of a name: one of the five basic ones or a percentile such as `p99`; undefined when it is neither. */
export function statisticOf(name: string): Statistic | undefined {
    if (Object.hasOwn(STATISTICS, name)) {
        return STATISTICS[name];
    }
    const percent = PERCENTILE.exec(name)?.[1];
    return percent === undefined ? undefined : (values) => percentile(values, Number(percent) / 100);
}

function sum(values: readonly number[]): number {
    return values.reduce((a, b) => a + b, 0);
}

/** Between the two nearest ranks, in proportion. */
function percentile(values: readonly number[], share: number): number {
    const sorted = values.toSorted((a, b) => a - b);
    const rank = share * (sorted.length - 1);
    const below = sorted[Math.floor(rank)] ?? Number.NaN;
    const above = sorted[Math.ceil(rank)] ?? below;
    return below + (above - below) * (rank - Math.floor(rank));
}
