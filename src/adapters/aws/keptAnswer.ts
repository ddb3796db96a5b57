import { untilAborted } from "./transport/untilAborted.ts";

/** So long a shared answer may take, whoever still waits for it. */
const LONGEST_MS = 60_000;

/**
 * Keeps an answer for a while, and shares one that is awaited: whoever gives up waits no longer, and the others still get it. A failure is
 * not kept.
 */
export function keptAnswer<T>(
    load: (signal: AbortSignal) => Promise<T>,
    keptMs: number,
    now: () => number = Date.now,
): (signal: AbortSignal) => Promise<T> {
    let kept: { readonly answer: Promise<T>; readonly until: number } | undefined;
    return (signal) => {
        if (kept === undefined || now() >= kept.until) {
            const entry = { answer: load(AbortSignal.timeout(LONGEST_MS)), until: now() + keptMs };
            kept = entry;
            entry.answer.catch(() => (kept = kept === entry ? undefined : kept));
        }
        const { answer } = kept;
        return untilAborted(() => answer, signal);
    };
}
