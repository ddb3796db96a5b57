import type { MetricId, MetricPoint, StatisticSet } from "./metricStore.ts";

/** One metric of the store: in memory, and in a file that begins with a line that is its id. */
export interface Metric {
    readonly id: MetricId;
    put(point: MetricPoint): void;
    points(): readonly MetricPoint[];
    /** From one time until before another, in milliseconds since 1970. */
    statisticSets(from: number, to: number): readonly StatisticSet[];
    flush(): void;
}
