const STEPS: readonly (readonly [seconds: number, unit: string])[] = [
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
];

/** How long ago a moment was, in words that stay true for a while: `just now`, `5 minutes ago`, `3 days ago`. Times in milliseconds. */
export function ageText(then: number, now: number): string {
    const seconds = Math.max(0, Math.floor((now - then) / 1000));
    const step = STEPS.find(([length]) => seconds >= length);
    if (step === undefined) {
        return "just now";
    }
    const [length, unit] = step;
    const count = Math.floor(seconds / length);
    return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
