import { setTimeout as sleep } from "node:timers/promises";
import {
    CreateTrainingJobCommand,
    type CreateTrainingJobRequest,
    DescribeTrainingJobCommand,
    type DescribeTrainingJobResponse,
    ListTagsCommand,
    ListTrainingJobsCommand,
    SageMakerClient,
    StopTrainingJobCommand,
    UpdateTrainingJobCommand,
    type TrainingJobSummary,
} from "@aws-sdk/client-sagemaker";
import type { ListPage, ListQuery } from "../../../core/listing.ts";
import type { TrainingJob, TrainingJobDetail } from "../../../core/job/trainingJob.ts";
import { jobNameTaken } from "../../../core/job/trainingJobName.ts";
import type { TrainingJobs } from "../../../core/job/trainingJobs.ts";
import { repeatableRequest } from "../../../core/job/repeatableRequest.ts";
import { createTrainingJobRequest, SPEC_HASH_TAG, type TrainingPlan } from "../../../core/job/trainingPlan.ts";
import { inWords, isMissing } from "../transport/awsProblem.ts";
import type { ClientOf } from "../clients.ts";
import { creationOf } from "../creation.ts";
import { listRequest, newestFirst } from "./listRequest.ts";

/** The training jobs of a place, through SageMaker's API. */
export function sageMakerTrainingJobs(clientOf: ClientOf): TrainingJobs {
    const client = clientOf(SageMakerClient);
    return {
        start: (plan, signal) => start(client, plan, signal),
        list: async (signal) => (await page(client, {}, signal)).items,
        page: (query, signal) => page(client, query, signal),
        describe: (name, signal) =>
            inWords(`Describing training job ${name}`, async () => {
                const command = new DescribeTrainingJobCommand({ TrainingJobName: name });
                return detailOf(await client.send(command, { abortSignal: signal }));
            }),
        requestOf: (name, signal) => inWords(`Describing training job ${name}`, () => requestOf(client, name, signal)),
        stop: (name, signal) => inWords(`Stopping training job ${name}`, () => stop(client, name, signal)),
        endWarmPool: (name, signal) => inWords(`Ending the warm pool of ${name}`, () => endWarmPool(client, name, signal)),
    };
}

async function page(
    client: SageMakerClient,
    query: ListQuery<"InProgress">,
    signal: AbortSignal,
): Promise<ListPage<TrainingJob>> {
    return inWords("Listing training jobs", async () => {
        const command = new ListTrainingJobsCommand(listRequest(query));
        const { TrainingJobSummaries, NextToken } = await client.send(command, { abortSignal: signal });
        return { items: newestFirst((TrainingJobSummaries ?? []).map(summaryOf)), next: NextToken };
    });
}

/** A name is a token: what is not there after its answer was lost can be asked for again, and cannot become two. */
const ATTEMPTS = 8;
const REST_MS = 500;

/**
 * Starts a plan. SageMaker's create calls take no client token, so that where the answer was lost or the name is taken, a look at the place
 * decides: a job of this name with this plan's hash is ours and counts as started, and where there is none the plan is sent once more.
 */
async function start(client: SageMakerClient, plan: TrainingPlan, signal: AbortSignal): Promise<void> {
    const action = `Starting training job ${plan.name}`;
    const command = new CreateTrainingJobCommand(createTrainingJobRequest(plan));
    for (let left = ATTEMPTS; ; left--) {
        const creation = await creationOf(action, () => client.send(command, { abortSignal: signal }), signal);
        if (creation.kind === "made" || (await isStarted(client, plan, creation.cause, signal))) {
            return;
        }
        if (creation.kind !== "unknown" || left === 1) {
            throw creation.cause;
        }
        await sleep(Math.random() * REST_MS, undefined, { signal });
    }
}

async function isStarted(client: SageMakerClient, plan: TrainingPlan, cause: unknown, signal: AbortSignal): Promise<boolean> {
    const found = await inWords(`Starting training job ${plan.name}`, () => specHashOf(client, plan.name, signal));
    if (found !== "no job" && found !== plan.specHash) {
        throw jobNameTaken(plan.name, cause);
    }
    return found === plan.specHash;
}

async function specHashOf(client: SageMakerClient, name: string, signal: AbortSignal): Promise<string | undefined> {
    try {
        return (await requestOf(client, name, signal)).Tags?.find(({ Key }) => Key === SPEC_HASH_TAG)?.Value;
    } catch (error) {
        if (isMissing(error)) {
            return "no job";
        }
        throw error;
    }
}

/** The request that a job was made by, as DescribeTrainingJob and ListTags give it back. */
async function requestOf(client: SageMakerClient, name: string, signal: AbortSignal): Promise<CreateTrainingJobRequest> {
    const described = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }), { abortSignal: signal });
    const { Tags } = await client.send(new ListTagsCommand({ ResourceArn: described.TrainingJobArn }), { abortSignal: signal });
    return repeatableRequest(described, Tags ?? []);
}

async function stop(client: SageMakerClient, name: string, signal: AbortSignal): Promise<void> {
    try {
        await client.send(new StopTrainingJobCommand({ TrainingJobName: name }), { abortSignal: signal });
    } catch (error) {
        // A job that has ended meanwhile is as stopped as one can be.
        if (!(error instanceof Error && error.name === "ValidationException" && /is in status/i.test(error.message))) {
            throw error;
        }
    }
}

/**
 * Has a pool kept for no time after its job. AWS's model says that users can end pools, and not how: that SageMaker does so at once by this could
 * not be confirmed, and the list of what runs tells.
 */
async function endWarmPool(client: SageMakerClient, TrainingJobName: string, signal: AbortSignal): Promise<void> {
    const options = { abortSignal: signal };
    const ResourceConfig = { KeepAlivePeriodInSeconds: 0 };
    try {
        await client.send(new UpdateTrainingJobCommand({ TrainingJobName, ResourceConfig }), options);
    } catch (error) {
        // The answer of an attempt that ended it may have been lost, or another job has taken it.
        const { WarmPoolStatus } = await client.send(new DescribeTrainingJobCommand({ TrainingJobName }), options);
        if (WarmPoolStatus?.Status === "Available") {
            throw error;
        }
    }
}

/** The SDK types every member as optional; SageMaker always answers these. */
function summaryOf(summary: TrainingJobSummary | DescribeTrainingJobResponse): TrainingJob {
    const { TrainingJobName: name, TrainingJobArn: arn, TrainingJobStatus: status, CreationTime: createdAt } = summary;
    if (name === undefined || arn === undefined || status === undefined || createdAt === undefined) {
        throw new Error("SageMaker answered a training job without its name, ARN, status or time.");
    }
    const { SecondaryStatus: secondaryStatus, TrainingEndTime: endedAt, WarmPoolStatus } = summary;
    return { name, arn, status, secondaryStatus, createdAt, endedAt, warmPool: WarmPoolStatus?.Status };
}

function detailOf(response: DescribeTrainingJobResponse): TrainingJobDetail {
    return {
        ...summaryOf(response),
        image: response.AlgorithmSpecification?.TrainingImage ?? "",
        roleArn: response.RoleArn ?? "",
        instanceType: response.ResourceConfig?.InstanceType ?? "",
        instanceCount: response.ResourceConfig?.InstanceCount ?? 1,
        isSpot: response.EnableManagedSpotTraining ?? false,
        startedAt: response.TrainingStartTime,
        trainingSeconds: response.TrainingTimeInSeconds,
        billableSeconds: response.BillableTimeInSeconds,
        hyperparameters: response.HyperParameters ?? {},
        metricNames: (response.AlgorithmSpecification?.MetricDefinitions ?? []).flatMap(({ Name }) => Name ?? []),
        modelArtifact: response.ModelArtifacts?.S3ModelArtifacts ?? "",
        failureReason: response.FailureReason,
        transitions: (response.SecondaryStatusTransitions ?? []).map(({ Status, StartTime, EndTime, StatusMessage }) => ({
            status: Status ?? "",
            startedAt: StartTime ?? new Date(Number.NaN),
            endedAt: EndTime,
            message: StatusMessage ?? "",
        })),
        finalMetrics: (response.FinalMetricDataList ?? []).flatMap(({ MetricName, Value }) =>
            MetricName === undefined || Value === undefined ? [] : [{ name: MetricName, value: Value }],
        ),
    };
}
