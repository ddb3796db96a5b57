/** A day of the user's calendar. */
export interface Day {
    /** ISO 8601, such as `2026-11-20`. */
    readonly key: string;
    /** `Today`, `Yesterday`, or the date in the user's way to write it. */
    readonly label: string;
}

/** What was created on one day. */
export interface OfDay<T> {
    readonly day: Day;
    readonly items: readonly T[];
}

/** Groups what is sorted by time; `now` in milliseconds since 1970. */
export function byDay<T extends { readonly createdAt: Date }>(sorted: readonly T[], now: number): readonly OfDay<T>[] {
    const days = new Map<string, T[]>();
    for (const item of sorted) {
        const key = keyOf(item.createdAt);
        const items = days.get(key) ?? [];
        items.push(item);
        days.set(key, items);
    }
    return [...days].map(([key, items]) => ({ day: { key, label: labelOf(key, now) }, items }));
}

function labelOf(key: string, now: number): string {
    const today = new Date(now);
    if (key === keyOf(today)) {
        return "Today";
    }
    // By the calendar: a day on which the clock is changed is not of 24 hours.
    if (key === keyOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1))) {
        return "Yesterday";
    }
    return new Date(`${key}T12:00:00`).toLocaleDateString(undefined, {
        weekday: "short",
        year: "numeric",
        month: "short",
        day: "numeric",
    });
}

function keyOf(date: Date): string {
    const two = (part: number) => String(part).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
