/** A size as people read it: `812 B`, `5.9 MB`. */
export function sizeText(bytes: number): string {
    const units = ["B", "kB", "MB"] as const;
    const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
    return `${step === 0 ? bytes : (bytes / 1000 ** step).toFixed(1)} ${units[step]}`;
}

/** A duration as people read it: `0.8 ms`, `12 ms`, `3.4 s`. */
export function durationText(ms: number): string {
    return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
