/** What a program uses of its machine at a moment. */
export interface Use {
    /** Seconds of processor time so far, or percent of one core now: where only the container engine knows. */
    readonly cpu: { readonly seconds: number } | { readonly percent: number };
    readonly memoryBytes: number;
}
