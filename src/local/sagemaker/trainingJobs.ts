import * as z from "zod/mini";
import { checkTrainingJob } from "../job/checkTrainingJob.ts";
import { CreateTrainingJobRequest } from "../job/createTrainingJobRequest.ts";
import { describeTrainingJob } from "../job/describeTrainingJob.ts";
import { LOG_GROUP } from "../job/runNeeds.ts";
import { hasEnded, secondaryStatus, type TrainingJobRecord } from "../job/trainingJobRecord.ts";
import type { TrainingJobRuns } from "../job/trainingJobRuns.ts";
import { ApiError } from "../protocol/apiError.ts";
import type { Operations } from "../protocol/operation.ts";
import { listPage } from "../protocol/paging.ts";
import { EntityName, LastModifiedFilters, listRequest } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { LogStore } from "../store/logStore.ts";
import type { MetricStore } from "../store/metricStore.ts";
import type { Objects } from "../store/objects.ts";
import type { Table } from "../store/table.ts";
import { arnOf } from "./arn.ts";
import type { TagSets } from "./tagSets.ts";

const NamedTrainingJob = z.object({ TrainingJobName: EntityName });
const STATUSES = ["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"] as const;
const ListTrainingJobs = z.object({
    ...listRequest(["Name", "CreationTime", "Status"]),
    ...LastModifiedFilters,
    StatusEquals: z.optional(z.enum(STATUSES)),
});

/** What the operations on training jobs work on. */
export interface TrainingJobNeeds {
    readonly trainingJobs: Table<TrainingJobRecord>;
    readonly runs: TrainingJobRuns;
    readonly objects: Objects;
    readonly logs: LogStore;
    readonly metrics: MetricStore;
    readonly tags: TagSets;
}

/** The operations on training jobs. */
export function trainingJobOperations({ trainingJobs, runs, objects, logs, metrics, tags }: TrainingJobNeeds): Operations {
    const existing = (input: unknown): TrainingJobRecord => {
        const job = trainingJobs.get(parse(NamedTrainingJob, input).TrainingJobName);
        if (job === undefined) {
            throw new ApiError("ValidationException", "Requested resource not found.");
        }
        return job;
    };
    return {
        CreateTrainingJob(input) {
            const { Tags, ...request } = parse(CreateTrainingJobRequest, input);
            const name = request.TrainingJobName;
            const arn = arnOf("training-job", name);
            if (trainingJobs.get(name) !== undefined) {
                throw new ApiError(
                    "ResourceInUse",
                    `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
                );
            }
            checkTrainingJob(request, objects);
            tags.create(arn, Tags);
            trainingJobs.put(name, newTrainingJob(request, arn, Date.now(), logs));
            runs.start(name);
            return { TrainingJobArn: arn };
        },
        DescribeTrainingJob: (input) => describeTrainingJob(existing(input), metrics),
        ListTrainingJobs(input) {
            const request = parse(ListTrainingJobs, input);
            const { items, next } = listPage(trainingJobs.all(), listedTrainingJob, request, "Ascending");
            // As SageMaker does, by status only within the page that was cut: a page may be empty and have a next one.
            const chosen = items.filter(({ status }) => request.StatusEquals === undefined || status === request.StatusEquals);
            return { TrainingJobSummaries: chosen.map(summaryOf), ...next };
        },
        StopTrainingJob(input) {
            const job = existing(input);
            if (job.status !== "InProgress") {
                throw new ApiError(
                    "ValidationException",
                    `The request was rejected because the training job is in status ${job.status}.`,
                );
            }
            runs.stop(job.request.TrainingJobName);
            return {};
        },
        async DeleteTrainingJob(input) {
            const job = existing(input);
            if (!hasEnded(job)) {
                throw new ApiError(
                    "ResourceInUse",
                    `The request was rejected because the training job is in status ${job.status}. Stop it first.`,
                );
            }
            await runs.forget(job.request.TrainingJobName);
            trainingJobs.delete(job.request.TrainingJobName);
            tags.drop(job.arn);
            return {};
        },
    };
}

function newTrainingJob(request: TrainingJobRecord["request"], arn: string, at: number, logs: LogStore): TrainingJobRecord {
    return {
        request,
        arn,
        status: "InProgress",
        transitions: [{ Status: "Starting", StartTime: at, StatusMessage: "Preparing the instances for training" }],
        creationTime: at,
        lastModifiedTime: at,
        logStream: newLogStream(request.TrainingJobName, Math.floor(at / 1000), logs),
    };
}

/** The stream of a job's one host. A deleted job of the same name may have left one of the same second behind. */
function newLogStream(job: string, epoch: number, logs: LogStore): string {
    const stream = `${job}/algo-1-${epoch}`;
    return logs.count(LOG_GROUP, stream) === 0 ? stream : newLogStream(job, epoch + 1, logs);
}

function listedTrainingJob({ request, creationTime, lastModifiedTime, status }: TrainingJobRecord) {
    return { name: request.TrainingJobName, creationTime, lastModifiedTime, status };
}

function summaryOf(job: TrainingJobRecord): object {
    const end = hasEnded(job) ? job.transitions.at(-1)?.StartTime : undefined;
    return {
        TrainingJobName: job.request.TrainingJobName,
        TrainingJobArn: job.arn,
        CreationTime: job.creationTime / 1000,
        LastModifiedTime: job.lastModifiedTime / 1000,
        ...(end !== undefined && { TrainingEndTime: end / 1000 }),
        TrainingJobStatus: job.status,
        SecondaryStatus: secondaryStatus(job),
    };
}
