/** What a task answers that heeds no signal, a question to the user for one; once the signal is aborted, its reason is thrown and the answer is lost. */
export async function unlessAborted<T>(task: Promise<T>, signal: AbortSignal): Promise<T> {
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) {
        abort();
    }
    try {
        return await Promise.race([task, aborted.promise]);
    } finally {
        signal.removeEventListener("abort", abort);
    }
}
