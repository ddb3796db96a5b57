const UNITS = [
    { name: "d", seconds: 86_400 },
    { name: "h", seconds: 3600 },
    { name: "min", seconds: 60 },
    { name: "s", seconds: 1 },
] as const;

/** A length of time in its two largest units: `28 d`, `3 h 20 min`, `90 s` as `1 min 30 s`. */
export function durationText(seconds: number): string {
    const first = UNITS.findIndex((unit) => seconds >= unit.seconds);
    let rest = Math.floor(seconds);
    const parts: string[] = [];
    for (const unit of UNITS.slice(Math.max(first, 0)).slice(0, 2)) {
        const count = Math.floor(rest / unit.seconds);
        rest -= count * unit.seconds;
        if (count > 0) {
            parts.push(`${count} ${unit.name}`);
        }
    }
    return parts.join(" ") || "0 s";
}
