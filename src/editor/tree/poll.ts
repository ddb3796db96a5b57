/** Does something again and again, with a rest in between that is chosen anew each time; no rest (undefined) means to wait for `wake`. */
export interface Poll {
    /** Goes on at once, and chooses the next rest afterwards. */
    wake(): void;
    dispose(): void;
}

/** Begins with the first `wake`. `work` tells of its own failures. */
export function poll(work: (signal: AbortSignal) => Promise<void>, restMs: () => number | undefined): Poll {
    const ended = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let working = false;
    let again = false;

    const round = async (): Promise<void> => {
        clearTimeout(timer);
        if (working) {
            again = true;
            return;
        }
        working = true;
        try {
            await work(ended.signal);
        } finally {
            working = false;
        }
        if (ended.signal.aborted) {
            return;
        }
        const rest = again ? 0 : restMs();
        again = false;
        timer = rest === undefined ? undefined : setTimeout(() => void round(), rest);
    };
    return {
        wake: () => void round(),
        dispose() {
            clearTimeout(timer);
            ended.abort();
        },
    };
}
