/**
 * Waits for a call of the SDK no longer than until the signal is aborted. The SDK heeds a signal only once it has credentials, and the program
 * that gives them (`credential_process`) may never answer.
 */
export async function untilAborted<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const stop = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    const called = call();
    try {
        return await Promise.race([called, aborted.promise]);
    } finally {
        signal.removeEventListener("abort", stop);
        called.catch(() => undefined); // what comes of it later is nobody's business
    }
}
