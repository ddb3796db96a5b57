import type { LogEvent } from "./logStreams.ts";

/** How often each line occurred, by the second in which it did, so that a whole second can be forgotten at once. */
export class LineCounts {
    readonly #seconds = new Map<number, Map<string, number>>();

    /** Counts one more occurrence, and answers how many there are now. */
    add(event: LogEvent): number {
        const second = secondOf(event.timestamp);
        const counts = this.#seconds.get(second) ?? new Map<string, number>();
        this.#seconds.set(second, counts);
        const key = keyOf(event);
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        return count;
    }

    of(event: LogEvent): number {
        return this.#seconds.get(secondOf(event.timestamp))?.get(keyOf(event)) ?? 0;
    }

    /** Forgets what was before a moment, in milliseconds; the second that it lies in is kept. */
    forgetBefore(timestamp: number): void {
        for (const second of this.#seconds.keys()) {
            if (second < secondOf(timestamp)) {
                this.#seconds.delete(second);
            }
        }
    }

    entries(): readonly CountedLine[] {
        return [...this.#seconds.values()].flatMap((counts) => [...counts]);
    }

    /** Takes over what another one knew. */
    restore(entries: readonly CountedLine[]): void {
        for (const [key, count] of entries) {
            const second = secondOf(Number.parseInt(key, 10));
            const counts = this.#seconds.get(second) ?? new Map<string, number>();
            this.#seconds.set(second, counts.set(key, count));
        }
    }
}

/** The key of a line, which begins with its timestamp, and how often it occurred. */
export type CountedLine = readonly [key: string, count: number];

function secondOf(timestamp: number): number {
    return Math.floor(timestamp / 1000);
}

/** What tells one line from another. The message stands in it by its length and a digest of 53 bits, because whole ones fill the memory. */
function keyOf({ timestamp, ingestionTime, message }: LogEvent): string {
    return `${timestamp} ${ingestionTime - timestamp} ${message.length.toString(36)} ${digestOf(message).toString(36)}`;
}

/** Two rounds of multiply and mix over the characters, joined to the 53 bits that a number holds. */
function digestOf(text: string): number {
    let high = 0xdeadbeef;
    let low = 0x41c6ce57;
    for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        high = Math.imul(high ^ unit, 2_654_435_761);
        low = Math.imul(low ^ unit, 1_597_334_677);
    }
    high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
    low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
    return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
