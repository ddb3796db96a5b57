/** Time, as those who wait see it. */
export interface Waiting {
    /** Milliseconds of a clock that never goes back. */
    readonly now: () => number;
    /** The pause between two looks; rejects when the signal is aborted. */
    readonly rest: (signal: AbortSignal) => Promise<void>;
}
