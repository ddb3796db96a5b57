import type { StatisticSet } from "./metricStore.ts";
import { addToPeriod } from "./statisticSet.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** CloudWatch keeps seconds for three hours and minutes for 15 days. */
const SECONDS_KEPT = 3 * HOUR;
const MINUTES_KEPT = 15 * 24 * HOUR;

/** A metric of one value per request, in memory that does not grow with the requests: seconds first, then minutes, then nothing. */
export class StatisticSeries {
    private seconds: StatisticSet[] = [];
    private minutes: StatisticSet[] = [];

    /** Sets come in the order of their time. */
    add(set: StatisticSet): void {
        addToPeriod(this.seconds, set, SECOND);
        const oldest = this.seconds[0]?.timestamp ?? set.timestamp;
        if (oldest < set.timestamp - SECONDS_KEPT - MINUTE) {
            this.rollUp(Math.floor((set.timestamp - SECONDS_KEPT) / MINUTE) * MINUTE);
        }
    }

    all(): readonly StatisticSet[] {
        return [...this.minutes, ...this.seconds];
    }

    /** Puts the seconds before a full minute together. */
    private rollUp(before: number): void {
        const kept = this.seconds.findIndex(({ timestamp }) => timestamp >= before);
        for (const set of this.seconds.splice(0, kept)) {
            addToPeriod(this.minutes, set, MINUTE);
        }
        this.minutes = this.minutes.filter(({ timestamp }) => timestamp >= before - MINUTES_KEPT);
    }
}
