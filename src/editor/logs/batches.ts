/** Text waits this long for more of it: one call for each line is what makes VS Code slow. */
const WAIT_MS = 50;
/** In UTF-16 units; with more than this nothing waits. */
const LARGEST_BATCH = 65_536;

/** Collects text and passes it on in few large pieces. */
export interface Batches {
    add(text: string): void;
    /** Passes on what waits: before anything else is written, and before the end. */
    flush(): void;
}

/** Collects what is added for 50 milliseconds or 64 Ki characters, whichever is first; a larger text goes out whole. */
export function batches(write: (text: string) => void): Batches {
    let waiting: string[] = [];
    let units = 0;
    let timer: NodeJS.Timeout | undefined;
    const flush = () => {
        clearTimeout(timer);
        timer = undefined;
        if (units > 0) {
            const text = waiting.join("");
            waiting = [];
            units = 0;
            write(text);
        }
    };
    return {
        add(text) {
            waiting.push(text);
            units += text.length;
            if (units >= LARGEST_BATCH) {
                flush();
            } else {
                timer ??= setTimeout(flush, WAIT_MS);
            }
        },
        flush,
    };
}
