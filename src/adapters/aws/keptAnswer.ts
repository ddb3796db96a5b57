import { untilAborted } from "./transport/untilAborted.ts";

/** So long a shared answer may take, whoever still waits for it. */
const LONGEST_MS = 60_000;

/**
 * Keeps an answer, and shares one that is awaited: whoever gives up waits no longer, and the others still get it. Who asks says how old it may be. A
 * failure is not kept.
 */
export function keptAnswer<T>(
    load: (signal: AbortSignal) => Promise<T>,
    now: () => number = Date.now,
): (oldestMs: number, signal: AbortSignal) => Promise<T> {
    let kept: { readonly answer: Promise<T>; readonly at: number } | undefined;
    return (oldestMs, signal) => {
        if (kept === undefined || now() - kept.at >= oldestMs) {
            const entry = { answer: load(AbortSignal.timeout(LONGEST_MS)), at: now() };
            kept = entry;
            entry.answer.catch(() => (kept = kept === entry ? undefined : kept));
        }
        const { answer } = kept;
        return untilAborted(() => answer, signal);
    };
}
