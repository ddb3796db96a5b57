import type { LogEvent } from "../../core/logs/logStreams.ts";

/** How often a read asks for lines of a clock that is ahead of ours, in milliseconds. */
const FAR_EVERY_MS = 60_000;
/** So far, in milliseconds: the SDK corrects our clock only when it is off by more than five minutes. */
const FAR_MS = 360_000;
/** How long after its begin a read goes on, in milliseconds. */
const SLACK_MS = 1000;

/** Where a read of a stream ends that may grow faster than it is read. */
export interface ReadEnd {
    /** In milliseconds since 1970. */
    readonly endTime: number;
    /** Whether a page has what CloudWatch took in after the read began. */
    readonly isPast: (events: readonly LogEvent[]) => boolean;
}

/**
 * A read without an end follows a busy stream for ever, and looks for late lines never. So each ends at the moment at which it began, on the
 * service's clock: that of this machine, and what the times tell by which lines were taken in that the service's is ahead of it.
 */
export function readEnds(time: () => number): { readonly next: () => ReadEnd } {
    let farAt = Number.NEGATIVE_INFINITY;
    let ahead: number | undefined;
    return {
        next() {
            const begin = time();
            const isFar = Math.abs(begin - farAt) >= FAR_EVERY_MS;
            farAt = isFar ? begin : farAt;
            const pastAfter = begin + (ahead ?? 0) + SLACK_MS;
            return {
                endTime: begin + Math.max(0, ahead ?? 0) + (isFar ? FAR_MS : 1),
                isPast(events) {
                    const newest = events.reduce((last, { ingestionTime }) => Math.max(last, ingestionTime), 0);
                    if (newest > 0) {
                        ahead = Math.max(ahead ?? Number.NEGATIVE_INFINITY, newest - time());
                    }
                    return newest > pastAfter;
                },
            };
        },
    };
}
