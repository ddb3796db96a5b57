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

/** CloudWatch's metrics, with every point kept (the service would round old ones up to longer periods). */
export interface MetricStore {
    put(id: MetricId, point: MetricPoint): void;
    list(): readonly MetricId[];
    points(id: MetricId): readonly MetricPoint[];
}
