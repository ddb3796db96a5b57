/** Something read no more often than every so many milliseconds, and remembered in between. What could not be read is asked for again. */
export class Paced<T> {
    readonly #now: () => Date;
    readonly #everyMs: number;
    #last: { readonly key: string; readonly at: number; readonly value: T; readonly isFinal: boolean } | undefined;

    constructor(now: () => Date, everyMs: number) {
        this.#now = now;
        this.#everyMs = everyMs;
    }

    /** Reads anew when `key` is another one or time is over; once `isFinal` said so of a reading, no more. */
    async read(key: string, load: () => Promise<T>, isFinal: () => boolean): Promise<T> {
        const at = this.#now().getTime();
        const last = this.#last;
        if (last?.key === key && (last.isFinal || at - last.at < this.#everyMs)) {
            return last.value;
        }
        const value = await load();
        this.#last = { key, at, value, isFinal: isFinal() };
        return value;
    }
}
