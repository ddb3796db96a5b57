/** How often a call that may be repeated is tried, and how to rest in between. */
export interface Patience {
    readonly attempts: number;
    readonly rest: (signal: AbortSignal) => Promise<void>;
}

/** Repeats a call unchanged until it succeeds, so that a server that restarts or a line that drops costs time only. The last failure is thrown. */
export async function patiently<T>(call: () => Promise<T>, { attempts, rest }: Patience, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
        try {
            return await call();
        } catch (error) {
            signal.throwIfAborted();
            if (attempt >= attempts) {
                throw error;
            }
            await rest(signal);
        }
    }
}
