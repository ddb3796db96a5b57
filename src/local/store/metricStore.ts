/** A metric as CloudWatch names it: namespace, name and dimensions together. */
export interface MetricId {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
}

/** One value at one time. */
export interface MetricPoint {
    /** Milliseconds since 1970. */
    readonly timestamp: number;
    readonly value: number;
}

/** What is kept of several values at once, as CloudWatch names it. */
export interface StatisticSet {
    /** Milliseconds since 1970. */
    readonly timestamp: number;
    readonly sampleCount: number;
    readonly sum: number;
    readonly minimum: number;
    readonly maximum: number;
}

/**
 * CloudWatch's metrics. What jobs and clients write is kept point by point (the service would round old ones up to longer periods);
 * AWS's own metrics, which have a value for each request or each look at an instance, are kept as one statistic set per second, and per minute after three hours.
 */
export interface MetricStore {
    put(id: MetricId, point: MetricPoint): void;
    list(): readonly MetricId[];
    /** Every point, in the order of its coming; none of a metric in a namespace of AWS. */
    points(id: MetricId): readonly MetricPoint[];
    /** What there is of any metric from one time until before another, in milliseconds since 1970. */
    statisticSets(id: MetricId, from: number, to: number): readonly StatisticSet[];
    /** Writes what waits for its second to end. A reader needs no flush: it is told of everything that was put. */
    flush(): void;
}
