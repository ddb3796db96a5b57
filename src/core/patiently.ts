/** How often a call that may be repeated is tried, and how to rest in between. */
export interface Patience {
    readonly attempts: number;
    /** Whether a failure may pass by itself; undefined when each one may. */
    readonly mayPass?: (error: unknown) => boolean;
    /** Rests after so many attempts have failed: 1 after the first. */
    readonly rest: (signal: AbortSignal, failures: number) => Promise<void>;
}

/** Repeats a call unchanged until it succeeds, so that a server that restarts or a line that drops costs time only. The last failure is thrown. */
export async function patiently<T>(call: () => Promise<T>, patience: Patience, signal: AbortSignal): Promise<T> {
    const { attempts, mayPass = () => true, rest } = patience;
    for (let failures = 1; ; failures++) {
        try {
            return await call();
        } catch (error) {
            signal.throwIfAborted();
            if (failures >= attempts || !mayPass(error)) {
                throw error;
            }
            await rest(signal, failures);
        }
    }
}
