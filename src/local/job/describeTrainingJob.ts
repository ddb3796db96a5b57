import type { MetricStore } from "../store/metricStore.ts";
import { trainingMetricId } from "../capture/metricFeed.ts";
import { artifactUri } from "./artifacts.ts";
import { warmPoolOf } from "./warmPool.ts";
import { secondsSpent } from "./timeLimits.ts";
import { secondaryStatus, type TrainingJobRecord, trainingTimes, type Transition } from "./trainingJobRecord.ts";

/** A job as DescribeTrainingJob answers it: the request with its defaults, and what has become of it. */
export function describeTrainingJob(job: TrainingJobRecord, metrics: MetricStore, now: number): object {
    const { request, arn, status, transitions, failureReason } = job;
    const { Environment, InputDataConfig, ...echoed } = request;
    const { start, end } = trainingTimes(job);
    const spent = secondsSpent(job);
    const pool = warmPoolOf(job, now);
    return {
        ...echoed,
        AlgorithmSpecification: {
            EnableSageMakerMetricsTimeSeries: (request.AlgorithmSpecification.MetricDefinitions ?? []).length > 0,
            ...request.AlgorithmSpecification,
        },
        ...(InputDataConfig.length > 0 && { InputDataConfig }),
        ...(Object.keys(Environment).length > 0 && { Environment }),
        TrainingJobArn: arn,
        ModelArtifacts: {
            S3ModelArtifacts: artifactUri(request.OutputDataConfig.S3OutputPath, request.TrainingJobName, "model.tar.gz"),
        },
        TrainingJobStatus: status,
        SecondaryStatus: secondaryStatus(job),
        ...(failureReason !== undefined && { FailureReason: failureReason }),
        CreationTime: job.creationTime / 1000,
        LastModifiedTime: job.lastModifiedTime / 1000,
        ...(start !== undefined && { TrainingStartTime: start / 1000 }),
        ...(end !== undefined && { TrainingEndTime: end / 1000 }),
        ...(spent !== undefined && { TrainingTimeInSeconds: spent.training, BillableTimeInSeconds: spent.billable }),
        ...(pool !== undefined && { WarmPoolStatus: pool }),
        SecondaryStatusTransitions: transitions.map(inSeconds),
        ...finalMetrics(job, metrics),
    };
}

function inSeconds({ Status, StartTime, EndTime, StatusMessage }: Transition): object {
    return {
        Status,
        StartTime: StartTime / 1000,
        ...(EndTime !== undefined && { EndTime: EndTime / 1000 }),
        StatusMessage,
    };
}

/** The last value of every metric that the job has reported. */
function finalMetrics({ request, creationTime }: TrainingJobRecord, metrics: MetricStore): object {
    const values = (request.AlgorithmSpecification.MetricDefinitions ?? []).flatMap(({ Name }) => {
        const last = metrics.points(trainingMetricId(request.TrainingJobName, Name)).at(-1);
        return last === undefined || last.timestamp < creationTime
            ? []
            : [{ MetricName: Name, Value: last.value, Timestamp: Math.floor(last.timestamp / 1000) }];
    });
    return values.length > 0 ? { FinalMetricDataList: values } : {};
}
