import { chartsByTitle, UTILIZATION } from "../job/jobCharts.ts";
import type { MetricChart } from "../job/metricCharts.ts";
import { type MetricPoints, type MetricQuery, type Metrics, periodText } from "../job/metrics.ts";

/** How far back one looks, in hours. */
export const RANGES = [1, 3, 12, 24, 168] as const;
export type RangeHours = (typeof RANGES)[number];

/** What is asked of the time that a model takes: its mean, or how it is spread. */
export type LatencyView = "average" | "percentiles";

/** How one looks at an endpoint. */
export interface EndpointLook {
    readonly hours: RangeHours;
    readonly latency: LatencyView;
}

const TRAFFIC = "AWS/SageMaker";
const INSTANCES = "/aws/sagemaker/Endpoints";

/** A curve shows no more on a screen. */
const MOST_POINTS = 1500;

interface Asked {
    readonly title: string;
    readonly name: string;
    readonly query: MetricQuery;
    /** From the metric's unit to the chart's. */
    readonly scale: number;
    /** It has no point in a period without a request, which counts as zero. */
    readonly isCount: boolean;
}

/** Reads what the requests to an endpoint came to and what its instances did. */
export async function endpointCharts(
    endpoint: string,
    variants: readonly string[],
    { hours, latency }: EndpointLook,
    metrics: Metrics,
    now: Date,
    signal: AbortSignal,
): Promise<readonly MetricChart[]> {
    const asked = variants.flatMap((variant) => queriesOf(endpoint, variant, latency, variants.length > 1));
    const span = { from: new Date(now.getTime() - hours * 3_600_000), to: now, now, mostPoints: MOST_POINTS };
    const queries = asked.map(({ query }) => query);
    const { points, periodSeconds } = await metrics.read(queries, span, signal);
    const series = asked.map(({ title, name, scale, isCount }, index) => {
        const { times, values } = points[index] ?? { times: [], values: [] };
        const scaled = { times, values: values.map((value) => value * scale) };
        return {
            name,
            title: isCount ? `${title} per ${periodText(periodSeconds)}` : title,
            ...(isCount ? filled(scaled, periodSeconds) : scaled),
        };
    });
    return chartsByTitle(series);
}

function queriesOf(endpoint: string, variant: string, latency: LatencyView, isOneOfMany: boolean): readonly Asked[] {
    const dimensions = { EndpointName: endpoint, VariantName: variant };
    const of = (what: string): string =>
        isOneOfMany ? (what === "" ? variant : `${variant} ${what}`) : what === "" ? "all" : what;
    const count = (title: string, name: string, what: string): Asked => ({
        title,
        name: of(what),
        query: { namespace: TRAFFIC, name, dimensions, statistic: "Sum" },
        scale: 1,
        isCount: true,
    });
    const milliseconds = (name: string, statistic: MetricQuery["statistic"], what: string): Asked => ({
        title: "Latency (ms)",
        name: of(what),
        query: { namespace: TRAFFIC, name, dimensions, statistic },
        scale: 1 / 1000,
        isCount: false,
    });
    return [
        count("Invocations", "Invocations", ""),
        count("Errors", "Invocation4XXErrors", "4XX"),
        count("Errors", "Invocation5XXErrors", "5XX"),
        count("Errors", "InvocationModelErrors", "model"),
        ...(latency === "average"
            ? [milliseconds("ModelLatency", "Average", "model"), milliseconds("OverheadLatency", "Average", "overhead")]
            : (["p50", "p90", "p99"] as const).map((share) => milliseconds("ModelLatency", share, `model ${share}`))),
        ...Object.entries(UTILIZATION).map(([name, title]) => ({
            title,
            name: of(""),
            query: { namespace: INSTANCES, name, dimensions, statistic: "Average" as const },
            scale: 1,
            isCount: false,
        })),
    ];
}

/** The same counts, with a zero for each period between two points that has none. */
function filled({ times, values }: MetricPoints, periodSeconds: number): MetricPoints {
    const [first, last] = [times[0], times.at(-1)];
    if (first === undefined || last === undefined) {
        return { times, values };
    }
    const step = periodSeconds * 1000;
    const periodAt = (time: number): number => Math.round((time - first) / step);
    const counts = new Map(times.map((time, index) => [periodAt(time), values[index] ?? 0]));
    const periods = Array.from({ length: periodAt(last) + 1 }, (_, period) => period);
    return { times: periods.map((period) => first + period * step), values: periods.map((period) => counts.get(period) ?? 0) };
}
