/** Median, p99 and range of a sample, with `digits` after the point. */
export function spread(sample: readonly number[], unit: string, digits = 1): string {
    const sorted = sample.toSorted((a, b) => a - b);
    const at = (share: number) =>
        (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(digits);
    return `p50 ${at(0.5)}, p99 ${at(0.99)}, from ${at(0)} to ${at(1)} ${unit} (${sorted.length} times)`;
}

export function median(sample: readonly number[]): number {
    return sample.toSorted((a, b) => a - b)[Math.floor(sample.length / 2)] ?? Number.NaN;
}
