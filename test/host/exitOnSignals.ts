/** Turns signals into an ordinary exit, whose listeners end what this process started. */
export function exitOnSignals(): void {
    for (const [signal, code] of [
        ["SIGINT", 130],
        ["SIGTERM", 143],
        ["SIGHUP", 129],
    ] as const) {
        if (process.listenerCount(signal) === 0) {
            process.once(signal, () => process.exit(code));
        }
    }
}
