/**
 * Waits for a call of the SDK no longer than until the signal is aborted. The SDK heeds a signal only once it has credentials, and the program
 * that gives them (`credential_process`) may never answer.
 */
export async function untilAborted<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
    const aborted = Promise.withResolvers<never>();
    const stop = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    try {
        signal.throwIfAborted();
        return await Promise.race([call, aborted.promise]);
    } finally {
        signal.removeEventListener("abort", stop);
        call.catch(() => undefined); // what comes of it later is nobody's business
    }
}
