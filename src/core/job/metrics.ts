/** How SageMaker finds a metric in a job's log: the first group of the expression is the value. */
export interface MetricDefinition {
    readonly name: string;
    readonly regex: string;
}

/** A metric as CloudWatch knows it, and what is asked of it for each period. */
export interface MetricQuery {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly statistic: "Average" | "Sum" | "Maximum" | `p${number}`;
}

/** What stretch of time is asked for, and in how many points at most. */
export interface MetricSpan {
    readonly from: Date;
    readonly to: Date;
    readonly now: Date;
    readonly mostPoints: number;
}

/** Values over time, ordered by time; both arrays have the same length. */
export interface MetricPoints {
    /** Milliseconds since 1970. */
    readonly times: readonly number[];
    readonly values: readonly number[];
}

/** The points of each query, in the order of the queries. */
export interface MetricAnswer {
    readonly periodSeconds: number;
    readonly points: readonly MetricPoints[];
}

/** The metrics of one place. */
export interface Metrics {
    read(queries: readonly MetricQuery[], span: MetricSpan, signal: AbortSignal): Promise<MetricAnswer>;
}

/** A metric under the name that it is drawn with. */
export interface MetricSeries extends MetricPoints {
    readonly name: string;
}

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** What CloudWatch keeps: until this many seconds ago in periods of so many seconds. */
const KEPT: readonly (readonly [age: number, period: number])[] = [
    [63 * DAY, 3600],
    [15 * DAY, 300],
    [DAY / 8, 60],
];
const PERIODS = [1, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400];

/** A period of so many seconds, as text: "minute", "15 minutes". */
export function periodText(seconds: number): string {
    const [size, unit] =
        seconds % 3600 === 0 ? [seconds / 3600, "hour"] : seconds % 60 === 0 ? [seconds / 60, "minute"] : [seconds, "second"];
    return size === 1 ? unit : `${size} ${unit}s`;
}

/** The shortest period, in seconds, that CloudWatch still keeps for the beginning of a span and that does not make too many points. `finest` is what the place publishes. */
export function periodOf({ from, to, now, mostPoints }: MetricSpan, finest: number): number {
    const age = (now.getTime() - from.getTime()) / 1000;
    const kept = KEPT.find(([since]) => age >= since)?.[1] ?? 1;
    const least = Math.max(finest, kept, (to.getTime() - from.getTime()) / 1000 / mostPoints);
    return PERIODS.find((period) => period >= least) ?? 86_400;
}
