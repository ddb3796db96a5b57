import { CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from "@aws-sdk/client-cloudwatch";
import { type MetricQuery, type Metrics, periodOf } from "../../core/job/metrics.ts";
import { inWords } from "./transport/awsProblem.ts";
import type { ClientOf } from "./clients.ts";

/** GetMetricData takes so many queries in a call. */
const MOST_QUERIES = 500;

/** The metrics of a place, through CloudWatch. `finest` is in seconds: SageMaker publishes each minute, Local SageMaker at once. */
export function cloudWatchMetrics(clientOf: ClientOf, finest: number): Metrics {
    const client = clientOf(CloudWatchClient);
    return {
        read: (queries, span, signal) =>
            inWords("Reading metrics from CloudWatch", async () => {
                const periodSeconds = periodOf(span, finest);
                const points = queries.map(() => ({ times: new Array<number>(), values: new Array<number>() }));
                for (let from = 0; from < queries.length; from += MOST_QUERIES) {
                    const input = {
                        StartTime: span.from,
                        EndTime: span.to,
                        ScanBy: "TimestampAscending" as const,
                        MetricDataQueries: queries
                            .slice(from, from + MOST_QUERIES)
                            .map((query, index) => dataQuery(query, from + index, periodSeconds)),
                    };
                    for await (const { MetricDataResults } of paginateGetMetricData({ client }, input, { abortSignal: signal })) {
                        for (const { Id, Timestamps = [], Values = [] } of MetricDataResults ?? []) {
                            const target = points[indexOf(Id)];
                            Timestamps.forEach((time) => target?.times.push(time.getTime()));
                            Values.forEach((value) => target?.values.push(value));
                        }
                    }
                }
                return { periodSeconds, points };
            }),
    };
}

function dataQuery({ namespace, name, dimensions, statistic }: MetricQuery, index: number, Period: number): MetricDataQuery {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace: namespace, MetricName: name, Dimensions };
    return { Id: `m${index}`, MetricStat: { Metric, Period, Stat: statistic }, ReturnData: true };
}

function indexOf(id = "m0"): number {
    return Number(id.slice(1));
}
