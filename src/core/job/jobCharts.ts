import { chartsOf, type MetricChart, timeChart } from "./metricCharts.ts";
import type { MetricQuery, Metrics, MetricSeries, MetricSpan } from "./metrics.ts";
import { thinnedChart } from "./thinnedChart.ts";

const NAMESPACE = "/aws/sagemaker/TrainingJobs";

/** CloudWatch puts the points of a longer period together, and epochs with them: so many are taken as they are. */
const MOST_POINTS = 50_000;

/** A curve of an instance shows no more on a screen. */
const MOST_INSTANCE_POINTS = 1500;

/** What SageMaker measures on an instance, and how it is drawn. The processor and GPUs count 100 % for each core and each GPU. */
export const UTILIZATION = {
    CPUUtilization: "CPU (100 % is one core)",
    MemoryUtilization: "Memory (%)",
    GPUUtilization: "GPU (100 % is one GPU)",
    GPUMemoryUtilization: "GPU Memory (100 % is one GPU)",
    DiskUtilization: "Disk (%)",
} as const;

/** Reads what a job reported of itself by its metric definitions, and lays it into charts. */
export async function trainingCharts(
    job: string,
    names: readonly string[],
    span: Omit<MetricSpan, "mostPoints">,
    metrics: Metrics,
    signal: AbortSignal,
): Promise<readonly MetricChart[]> {
    const queries = names.map((name): MetricQuery => ({
        namespace: NAMESPACE,
        name,
        dimensions: { TrainingJobName: job },
        statistic: "Average",
    }));
    const { points, periodSeconds } = await metrics.read(queries, { ...span, mostPoints: MOST_POINTS }, signal);
    const charts = chartsOf(points.map((one, index) => ({ name: names[index] ?? "", ...one }))).map((chart) =>
        thinnedChart(chart),
    );
    return periodSeconds < 60 ? charts : charts.map((chart) => ({ ...chart, meanOfSeconds: periodSeconds }));
}

/** Reads what a job's instances did, a curve for each of the first hosts. */
export async function instanceCharts(
    job: string,
    instanceCount: number,
    span: Omit<MetricSpan, "mostPoints">,
    metrics: Metrics,
    signal: AbortSignal,
): Promise<readonly MetricChart[]> {
    const hosts = Array.from({ length: Math.min(instanceCount, MOST_HOSTS) }, (_, index) => `algo-${index + 1}`);
    const asked = Object.entries(UTILIZATION).flatMap(([name, title]) => hosts.map((host) => ({ name, title, host })));
    const queries = asked.map(({ name, host }): MetricQuery => ({
        namespace: NAMESPACE,
        name,
        dimensions: { Host: `${job}/${host}` },
        statistic: "Average",
    }));
    const { points } = await metrics.read(queries, { ...span, mostPoints: MOST_INSTANCE_POINTS }, signal);
    const series = asked.map(({ title, host }, index) => ({ title, name: host, ...(points[index] ?? NONE) }));
    return chartsByTitle(series).map((chart) => ({
        ...chart,
        ...(hosts.length < instanceCount && { hostCount: instanceCount }),
    }));
}

/** More curves in one chart nobody tells apart. */
const MOST_HOSTS = 5;
const NONE = { times: [], values: [] };

/** A chart over time for each title that has points, in the order of the titles. */
export function chartsByTitle(series: readonly (MetricSeries & { readonly title: string })[]): readonly MetricChart[] {
    return [...Map.groupBy(series, ({ title }) => title)].flatMap(([title, members]) => timeChart(title, members) ?? []);
}
