import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { MetricSeries, TrainingMetrics } from "../../core/job/metrics.ts";
import { inWords } from "./awsProblem.ts";
import type { Whereabouts } from "./clientConfig.ts";

const NAMESPACE = "/aws/sagemaker/TrainingJobs";

/** The metrics of a place's training jobs, through CloudWatch. `period` is in seconds: SageMaker publishes each minute, Local SageMaker at once. */
export function cloudWatchMetrics(whereabouts: Whereabouts, period: number): TrainingMetrics {
    const client = new CloudWatchClient(whereabouts);
    return {
        read: (job, names, from, to, signal) =>
            inWords(`Reading the metrics of ${job}`, async () => {
                if (names.length === 0) {
                    return [];
                }
                const command = new GetMetricDataCommand({
                    StartTime: from,
                    EndTime: to,
                    ScanBy: "TimestampAscending",
                    MetricDataQueries: names.map((name, index) => query(job, name, index, period)),
                });
                const { MetricDataResults } = await client.send(command, { abortSignal: signal });
                return (MetricDataResults ?? []).map(({ Id, Timestamps, Values }) =>
                    seriesOf(names[indexOf(Id)] ?? "", Timestamps, Values),
                );
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

function seriesOf(name: string, times: readonly Date[] = [], values: readonly number[] = []): MetricSeries {
    return { name, times: times.map((time) => time.getTime()), values };
}
