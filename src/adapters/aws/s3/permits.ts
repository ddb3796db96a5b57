/** Runs tasks, no more than so many at once; the others wait in line. */
export function permits(count: number): <T>(task: () => Promise<T>) => Promise<T> {
    const waiting: (() => void)[] = [];
    let free = count;
    return async (task) => {
        if (free > 0) {
            free -= 1;
        } else {
            await new Promise<void>((resolve) => waiting.push(resolve));
        }
        try {
            return await task();
        } finally {
            const next = waiting.shift();
            if (next === undefined) {
                free += 1;
            } else {
                next(); // the permit is handed on
            }
        }
    };
}

/** Runs all tasks, and once one has failed stops the others by the signal that each gets; waits until none runs any more. */
export async function together<T>(
    tasks: readonly ((signal: AbortSignal) => Promise<T>)[],
    signal: AbortSignal,
): Promise<readonly T[]> {
    const failed = new AbortController();
    const until = AbortSignal.any([signal, failed.signal]);
    let first: { readonly reason: unknown } | undefined;
    const results = await Promise.all(
        tasks.map(async (task) => {
            try {
                return { value: await task(until) };
            } catch (error) {
                first ??= { reason: error };
                failed.abort();
                return undefined;
            }
        }),
    );
    if (first !== undefined) {
        throw first.reason;
    }
    return results.flatMap((result) => (result === undefined ? [] : [result.value]));
}
