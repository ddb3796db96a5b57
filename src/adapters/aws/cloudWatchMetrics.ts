import { CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from "@aws-sdk/client-cloudwatch";
import type { TrainingMetrics } from "../../core/job/metrics.ts";
import { inWords } from "./awsProblem.ts";
import type { ClientOf } from "./clients.ts";

const NAMESPACE = "/aws/sagemaker/TrainingJobs";

/** The metrics of a place's training jobs, through CloudWatch. `period` is in seconds: SageMaker publishes each minute, Local SageMaker at once. */
export function cloudWatchMetrics(clientOf: ClientOf, period: number): TrainingMetrics {
    const client = clientOf(CloudWatchClient);
    return {
        read: (job, names, from, to, signal) =>
            inWords(`Reading the metrics of ${job}`, async () => {
                if (names.length === 0) {
                    return [];
                }
                const input = {
                    StartTime: from,
                    EndTime: to,
                    ScanBy: "TimestampAscending" as const,
                    MetricDataQueries: names.map((name, index) => query(job, name, index, period)),
                };
                const points = names.map((name) => ({ name, times: [] as number[], values: [] as number[] }));
                for await (const { MetricDataResults } of paginateGetMetricData({ client }, input, { abortSignal: signal })) {
                    for (const { Id, Timestamps, Values } of MetricDataResults ?? []) {
                        points[indexOf(Id)]?.times.push(...(Timestamps ?? []).map((time) => time.getTime()));
                        points[indexOf(Id)]?.values.push(...(Values ?? []));
                    }
                }
                return points;
            }),
    };
}

function query(job: string, name: string, index: number, period: number): MetricDataQuery {
    const metric = { Namespace: NAMESPACE, MetricName: name, Dimensions: [{ Name: "TrainingJobName", Value: job }] };
    return { Id: `m${index}`, MetricStat: { Metric: metric, Period: period, Stat: "Average" }, ReturnData: true };
}

function indexOf(id = "m0"): number {
    return Number(id.slice(1));
}
