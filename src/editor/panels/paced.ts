/** What takes long to read is rested from so many times as long. */
const RESTS = 5;

/** Something read no more often than every so many milliseconds, and remembered in between. What could not be read is asked for again. */
export class Paced<T> {
    readonly #now: () => Date;
    readonly #everyMs: number;
    #last: { readonly key: string; readonly until: number; readonly value: T; readonly isFinal: boolean } | undefined;

    constructor(now: () => Date, everyMs: number) {
        this.#now = now;
        this.#everyMs = everyMs;
    }

    /** Reads anew when `key` is another one or time is over; once `isFinal` said so of a reading, no more. */
    async read(key: string, load: () => Promise<T>, isFinal: () => boolean): Promise<T> {
        const at = this.#now().getTime();
        const last = this.#last;
        if (last?.key === key && (last.isFinal || at < last.until)) {
            return last.value;
        }
        const value = await load();
        const end = this.#now().getTime();
        const until = Math.max(at + this.#everyMs, end + RESTS * (end - at));
        this.#last = { key, until, value, isFinal: isFinal() };
        return value;
    }
}
