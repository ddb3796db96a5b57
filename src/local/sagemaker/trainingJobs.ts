import * as z from "zod/mini";
import { checkTrainingJob } from "../job/checkTrainingJob.ts";
import { CreateTrainingJobRequest } from "../job/createTrainingJobRequest.ts";
import { describeTrainingJob } from "../job/describeTrainingJob.ts";
import { instancesOf, useOf } from "../job/instances.ts";
import { newLogStream } from "../job/logStream.ts";
import { hasEnded, secondaryStatus, type TrainingJobRecord } from "../job/trainingJobRecord.ts";
import type { TrainingJobRuns } from "../job/trainingJobRuns.ts";
import { keptFor, poolFor, warmPoolOf } from "../job/warmPool.ts";
import type { Capacity } from "../control/capacity.ts";
import { checkQuota } from "../quotas/checkQuota.ts";
import type { Quotas } from "../quotas/quotas.ts";
import { ApiError } from "../protocol/apiError.ts";
import type { Operations } from "../protocol/operation.ts";
import { listPage } from "../protocol/paging.ts";
import { EntityName, integer, LastModifiedFilters, listRequest, text } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { LogStore } from "../store/logStore.ts";
import type { MetricStore } from "../store/metricStore.ts";
import type { Objects } from "../store/objects.ts";
import type { Table } from "../store/table.ts";
import { arnOf } from "./arn.ts";
import type { TagSets } from "./tagSets.ts";

const NamedTrainingJob = z.object({ TrainingJobName: EntityName });
/** All else that can be updated is the debugger's, which is not emulated. */
const UpdateTrainingJob = z.object({
    TrainingJobName: EntityName,
    ResourceConfig: z.optional(z.object({ KeepAlivePeriodInSeconds: integer(0, 21_600) })),
});
const STATUSES = ["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"] as const;
const ListTrainingJobs = z.object({
    ...listRequest(["Name", "CreationTime", "Status"]),
    ...LastModifiedFilters,
    StatusEquals: z.optional(z.enum(STATUSES)),
    WarmPoolStatusEquals: z.optional(z.enum(["Available", "Terminated", "Reused", "InUse"])),
    TrainingPlanArnEquals: z.optional(
        text({ min: 50, max: 2048, pattern: "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:training-plan/.*" }),
    ),
});

/** What the operations on training jobs work on. */
export interface TrainingJobNeeds {
    readonly trainingJobs: Table<TrainingJobRecord>;
    readonly runs: TrainingJobRuns;
    readonly objects: Objects;
    readonly logs: LogStore;
    readonly metrics: MetricStore;
    readonly tags: TagSets;
    readonly quotas: Quotas;
    readonly capacity: Capacity;
}

/** The operations on training jobs. */
export function trainingJobOperations(needs: TrainingJobNeeds): Operations {
    const { trainingJobs, runs, objects, logs, metrics, tags } = needs;
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
            checkInstances(request, needs);
            const now = Date.now();
            const pool = poolFor(request, trainingJobs.all(), now);
            tags.create(arn, Tags);
            trainingJobs.put(name, newTrainingJob(request, arn, now, logs));
            if (pool !== undefined) {
                trainingJobs.put(pool.request.TrainingJobName, { ...pool, reused: { by: name, at: now } });
            }
            runs.start(name);
            return { TrainingJobArn: arn };
        },
        DescribeTrainingJob: (input) => describeTrainingJob(existing(input), metrics, Date.now()),
        ListTrainingJobs(input) {
            const request = parse(ListTrainingJobs, input);
            const now = Date.now();
            const { items, next } = listPage(trainingJobs.all(), listedTrainingJob, request, "Ascending");
            // As SageMaker does, by status only within the page that was cut: a page may be empty and have a next one.
            const chosen = items.filter((job) => isWanted(job, request, now));
            return { TrainingJobSummaries: chosen.map((job) => summaryOf(job, now)), ...next };
        },
        UpdateTrainingJob(input) {
            const { TrainingJobName, ResourceConfig } = parse(UpdateTrainingJob, input);
            const job = existing(input);
            const now = Date.now();
            if (ResourceConfig !== undefined) {
                requirePool(job, now);
                trainingJobs.put(TrainingJobName, keptFor(job, ResourceConfig.KeepAlivePeriodInSeconds, now));
            }
            return { TrainingJobArn: job.arn };
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
            if (warmPoolOf(job, Date.now())?.Status === "Available") {
                throw new ApiError(
                    "ResourceInUse",
                    "The request was rejected because the training job's warm pool is in status Available.",
                );
            }
            await runs.forget(job.request.TrainingJobName);
            trainingJobs.delete(job.request.TrainingJobName);
            tags.drop(job.arn);
            return {};
        },
    };
}

/** In which words SageMaker refuses to update a pool that is gone could not be confirmed. */
function requirePool(job: TrainingJobRecord, now: number): void {
    const { Status = "none" } = warmPoolOf(job, now) ?? {};
    if (Status !== "InUse" && Status !== "Available") {
        throw new ApiError(
            "ValidationException",
            `The request was rejected because the training job's warm pool is in status ${Status}.`,
        );
    }
}

function newTrainingJob(request: TrainingJobRecord["request"], arn: string, at: number, logs: LogStore): TrainingJobRecord {
    return {
        request,
        arn,
        status: "InProgress",
        transitions: [{ Status: "Starting", StartTime: at, StatusMessage: "Preparing the instances for training" }],
        creationTime: at,
        lastModifiedTime: at,
        logStream: newLogStream(request.TrainingJobName, at, logs),
    };
}

/** Refuses a job that there are no instances for: by the account's quotas, or because EC2 has none now. */
function checkInstances(request: TrainingJobRecord["request"], { trainingJobs, quotas, capacity }: TrainingJobNeeds): void {
    const running = trainingJobs.all().filter((job) => !hasEnded(job));
    const wanted = instancesOf(request);
    const use = useOf(request);
    const used = running.filter((job) => useOf(job.request) === use).map((job) => instancesOf(job.request));
    checkQuota(quotas, use, [wanted], used);
    if ((request.ResourceConfig?.KeepAlivePeriodInSeconds ?? 0) > 0) {
        const now = Date.now();
        const pooled = trainingJobs.all().filter((job) => ["InUse", "Available"].includes(warmPoolOf(job, now)?.Status ?? ""));
        const pool = poolFor(request, pooled, now);
        checkQuota(
            quotas,
            "training warm pool",
            [wanted],
            pooled.filter((job) => job !== pool).map((job) => instancesOf(job.request)),
        );
    }
    if (capacity.isLacking({ purpose: "training job", instanceType: wanted.instanceType, moment: "create" })) {
        throw new ApiError(
            "InsufficientInstanceCapacity",
            `We currently do not have sufficient ${wanted.instanceType} capacity. Please retry later or use a different instance type.`,
        );
    }
}

/** As SageMaker looks at a page: by what changes while it is read. No job here belongs to a training plan. */
function isWanted(job: TrainingJobRecord, request: z.output<typeof ListTrainingJobs>, now: number): boolean {
    const { StatusEquals: status, WarmPoolStatusEquals: pool, TrainingPlanArnEquals: plan } = request;
    return (
        (status === undefined || job.status === status) &&
        (pool === undefined || warmPoolOf(job, now)?.Status === pool) &&
        plan === undefined
    );
}

function listedTrainingJob({ request, creationTime, lastModifiedTime, status }: TrainingJobRecord) {
    return { name: request.TrainingJobName, creationTime, lastModifiedTime, status };
}

function summaryOf(job: TrainingJobRecord, now: number): object {
    const pool = warmPoolOf(job, now);
    const end = hasEnded(job) ? job.transitions.at(-1)?.StartTime : undefined;
    return {
        TrainingJobName: job.request.TrainingJobName,
        TrainingJobArn: job.arn,
        CreationTime: job.creationTime / 1000,
        LastModifiedTime: job.lastModifiedTime / 1000,
        ...(end !== undefined && { TrainingEndTime: end / 1000 }),
        TrainingJobStatus: job.status,
        SecondaryStatus: secondaryStatus(job),
        ...(pool !== undefined && { WarmPoolStatus: pool }),
    };
}
