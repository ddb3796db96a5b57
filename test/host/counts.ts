/** How many tests of a part passed, failed and were left out. */
export interface Counts {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
}

/** Reads what a program printed of its tests; a program that has only an exit status counts as one test. */
export type CountOf = (output: string, status: number) => Counts;

/** One check that has no count of its own. */
export const ofStatus: CountOf = (_output, status) => ({
    passed: status === 0 ? 1 : 0,
    failed: status === 0 ? 0 : 1,
    skipped: 0,
});

/** The summary of `node --test`. */
export const ofNodeTests: CountOf = (output) => {
    const last = (name: string) => Number([...output.matchAll(new RegExp(`^(?:ℹ|#) ${name} (\\d+)$`, "gm"))].at(-1)?.[1] ?? 0);
    return { passed: last("pass"), failed: last("fail") + last("cancelled"), skipped: last("skipped") + last("todo") };
};

/** The results of `cargo test`, one for each test program. */
export const ofCargoTests: CountOf = (output) => {
    const results = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm)];
    const sum = (group: number) => results.reduce((total, result) => total + Number(result[group]), 0);
    return { passed: sum(1), failed: sum(2), skipped: sum(3) };
};

/** The closing line of our own runners. */
export const ofClosingLine: CountOf = (output) => {
    const line = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
    return { passed: Number(line?.[1] ?? 0), failed: Number(line?.[2] ?? 0), skipped: Number(line?.[3] ?? 0) };
};

/**
 * What a part is worth: one that counted nothing, or counted no failure and yet failed, has failed;
 * so has one that skips where nothing may be skipped.
 */
export function judged(counts: Counts, status: number, mayNotSkip: boolean): Counts {
    const silent = counts.passed + counts.failed === 0;
    const failedQuietly = counts.failed === 0 && (silent || status !== 0 || (mayNotSkip && counts.skipped > 0));
    return { ...counts, failed: counts.failed + (failedQuietly ? 1 : 0) };
}
