/** Does something again and again, with a rest in between that is chosen anew each time; no rest (undefined) means to wait for `wake`. */
export interface Poll {
    /** Goes on at once, and chooses the next rest afterwards. */
    wake(): void;
    dispose(): void;
}

/** A rest is taken in pieces of this length: timers stand still while the machine sleeps, and the time of day does not. */
const LONGEST_PIECE_MS = 5000;

/** Begins with the first `wake`. `work` tells of its own failures; `isWoken` is false where a rest was over, and nobody has asked. */
export function poll(work: (signal: AbortSignal, isWoken: boolean) => Promise<void>, restMs: () => number | undefined): Poll {
    const ended = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let working = false;
    let again = false;

    const round = async (isWoken: boolean): Promise<void> => {
        clearTimeout(timer);
        if (working) {
            again = true;
            return;
        }
        working = true;
        try {
            await work(ended.signal, isWoken);
        } finally {
            working = false;
        }
        if (ended.signal.aborted) {
            return;
        }
        if (again) {
            again = false;
            timer = setTimeout(() => void round(true), 0);
            return;
        }
        const rest = restMs();
        if (rest !== undefined) {
            restUntil(Date.now() + rest, rest);
        }
    };
    /** `left` is the longest that it can take, for a clock that is set back meanwhile. */
    const restUntil = (due: number, left: number): void => {
        const piece = Math.max(0, Math.min(left, due - Date.now(), LONGEST_PIECE_MS));
        timer = setTimeout(
            () => (left - piece <= 0 || Date.now() >= due ? void round(false) : restUntil(due, left - piece)),
            piece,
        );
    };
    return {
        wake: () => void round(true),
        dispose() {
            clearTimeout(timer);
            ended.abort();
        },
    };
}
