/** A channel becomes slower with what it holds, so another one takes its place when it holds as much as this. */
const MOST_LINES = 40_000;
const MOST_UNITS = 5 * 1024 * 1024;
/** What the new one begins with, so that who reads along does not lose the place. */
const KEPT_UNITS = 64 * 1024;
/** It takes VS Code a moment to show what it was told to show, in milliseconds. */
const SHOWING_MS = 2000;

/** A window of VS Code that text can be written to, as far as rotating needs it. */
export interface TextSink {
    append(text: string): void;
    clear(): void;
    isShown(): boolean;
    show(): void;
    dispose(): void;
}

/** Writes to one sink after another, so that each stays short; what came before is told of by `earlier`. */
export interface Rotation {
    append(text: string): void;
    clear(): void;
    show(): void;
    dispose(): void;
}

export function rotation(open: () => TextSink, earlier: string): Rotation {
    let sink = open();
    let lines = 0;
    let units = 0;
    let newest = "";
    let shownAt = Number.NEGATIVE_INFINITY;
    const retiring = new Map<NodeJS.Timeout, TextSink>();
    const show = () => {
        shownAt = performance.now();
        sink.show();
    };
    const replace = () => {
        const before = sink;
        sink = open();
        lines = 0;
        units = 0;
        write(`${earlier}\n${newest.slice(newest.indexOf("\n") + 1)}`);
        if (before.isShown() || performance.now() - shownAt < SHOWING_MS) {
            show();
            retire(before);
        } else {
            before.dispose();
        }
    };
    // VS Code shows another channel, whichever it is, when the one goes that is in sight: so it goes when the new one has taken its place.
    const retire = (before: TextSink) => {
        const timer = setTimeout(() => {
            retiring.delete(timer);
            if (before.isShown()) {
                show();
                retire(before);
            } else {
                before.dispose();
            }
        }, SHOWING_MS);
        retiring.set(timer, before);
    };
    const write = (text: string) => {
        sink.append(text);
        lines += countLines(text);
        units += text.length;
        newest = `${newest}${text}`.slice(-KEPT_UNITS);
    };
    return {
        append(text) {
            if (lines >= MOST_LINES || units >= MOST_UNITS) {
                replace();
            }
            write(text);
        },
        clear() {
            newest = "";
            lines = 0;
            units = 0;
            sink.clear();
        },
        show,
        dispose() {
            for (const [timer, before] of retiring) {
                clearTimeout(timer);
                before.dispose();
            }
            sink.dispose();
        },
    };
}

function countLines(text: string): number {
    let count = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
        count++;
    }
    return count;
}
