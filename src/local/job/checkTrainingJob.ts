import { parseImageReference } from "../../core/image/imageReference.ts";
import { ApiError } from "../protocol/apiError.ts";
import { parseS3Uri } from "../sagemaker/s3Uri.ts";
import { regexFault } from "../capture/metricFeed.ts";
import type { Objects } from "../store/objects.ts";
import { checkChannel } from "./channels.ts";
import type { CreateTrainingJobRequest } from "./createTrainingJobRequest.ts";

/** Refuses a job that SageMaker refuses, or that Local SageMaker cannot run; what each member may be has been checked before. */
export function checkTrainingJob(request: Omit<CreateTrainingJobRequest, "Tags">, objects: Objects): void {
    checkAlgorithm(request.AlgorithmSpecification);
    checkOutput(request.OutputDataConfig, objects);
    checkResources(request.ResourceConfig, request.EnableManagedSpotTraining);
    checkSpot(request);
    checkCheckpoints(request.CheckpointConfig, objects);
    const names = request.InputDataConfig.map(({ ChannelName }) => ChannelName);
    if (new Set(names).size < names.length) {
        throw invalid("Channel names must be unique within a training job.");
    }
    if (names.includes(".") || names.includes("..")) {
        throw invalid("A channel needs a name that can be a folder of its own, other than . and ..");
    }
    for (const channel of request.InputDataConfig) {
        checkChannel(channel, request.AlgorithmSpecification.TrainingInputMode, objects);
    }
}

function checkAlgorithm(algorithm: CreateTrainingJobRequest["AlgorithmSpecification"]): void {
    const { TrainingImage: image, AlgorithmName, ContainerEntrypoint, ContainerArguments, MetricDefinitions = [] } = algorithm;
    if ((image === undefined) === (AlgorithmName === undefined)) {
        throw invalid("Exactly one of TrainingImage and AlgorithmName must be specified.");
    }
    if (image === undefined) {
        throw invalid("Local SageMaker runs a TrainingImage only; it has no algorithms of its own.");
    }
    if (parseImageReference(image) === undefined) {
        throw invalid(
            "Invalid training image. Please provide a valid Amazon Elastic Container Registry path of the Docker image to run.",
        );
    }
    if (ContainerEntrypoint !== undefined || ContainerArguments !== undefined) {
        throw invalid("Local SageMaker starts an image's train and knows no ContainerEntrypoint or ContainerArguments.");
    }
    for (const { Name, Regex } of MetricDefinitions) {
        const fault = regexFault(Regex);
        if (fault !== undefined) {
            throw invalid(`The regular expression of metric definition "${Name}" is invalid: ${fault}`);
        }
    }
}

function checkOutput({ S3OutputPath, CompressionType }: CreateTrainingJobRequest["OutputDataConfig"], objects: Objects): void {
    if (CompressionType === "NONE") {
        throw invalid("Local SageMaker packs what a job makes; OutputDataConfig.CompressionType must be GZIP.");
    }
    checkBucket(S3OutputPath, objects);
}

function checkBucket(uri: string, objects: Objects): void {
    const place = parseS3Uri(uri);
    if (place === undefined || !objects.hasBucket(place.bucket)) {
        throw invalid(
            `S3 bucket of "${uri}" does not exist. Please ensure that the bucket exists in the selected region (us-east-1).`,
        );
    }
}

function checkResources(resources: CreateTrainingJobRequest["ResourceConfig"], isSpot: boolean): void {
    if (resources === undefined) {
        throw invalid("ResourceConfig is required.");
    }
    if (resources.TrainingPlanArn !== undefined) {
        throw invalid("Local SageMaker knows no training plans.");
    }
    if (isSpot && (resources.KeepAlivePeriodInSeconds ?? 0) > 0) {
        throw invalid("KeepAlivePeriodInSeconds cannot be specified with managed spot training.");
    }
    if (resources.InstancePreferences !== undefined) {
        checkPreferences(resources, isSpot);
        return;
    }
    if (resources.InstanceGroups !== undefined) {
        throw invalid(
            resources.InstanceType === undefined && resources.InstanceCount === undefined
                ? "Local SageMaker runs a job on one instance and knows no InstanceGroups."
                : "InstanceType or InstanceCount cannot be specified with InstanceGroups",
        );
    }
    if (resources.InstanceType === undefined || resources.InstanceCount === undefined) {
        throw invalid("InstanceType and InstanceCount are required in ResourceConfig.");
    }
    checkCount(resources.InstanceCount);
}

/** The words of SageMaker's refusals of preferences could not be confirmed. */
function checkPreferences(resources: NonNullable<CreateTrainingJobRequest["ResourceConfig"]>, isSpot: boolean): void {
    const { InstancePreferences: preferences = [], InstanceType, InstanceGroups, InstanceCount } = resources;
    if (InstanceType !== undefined || InstanceGroups !== undefined || isSpot) {
        throw invalid("InstancePreferences cannot be specified with InstanceType, InstanceGroups or managed spot training.");
    }
    if (new Set(preferences.map((one) => one.InstanceType)).size < preferences.length) {
        throw invalid("An instance type can appear only once in InstancePreferences.");
    }
    const counts = preferences.flatMap((one) => (one.InstanceCount === undefined ? [] : [one.InstanceCount]));
    const isOneForAll = InstanceCount !== undefined && counts.length === 0;
    if (!isOneForAll && (InstanceCount !== undefined || counts.length !== preferences.length)) {
        throw invalid("InstanceCount must be specified either in ResourceConfig or in every one of InstancePreferences.");
    }
    [...counts, InstanceCount ?? 1].forEach(checkCount);
}

function checkCount(count: number): void {
    if (count !== 1) {
        throw invalid("Local SageMaker runs a job on one instance: InstanceCount must be 1.");
    }
}

/** What managed spot training needs; the words of the refusals could not be confirmed. */
function checkSpot({ EnableManagedSpotTraining, StoppingCondition }: Omit<CreateTrainingJobRequest, "Tags">): void {
    const { MaxRuntimeInSeconds, MaxWaitTimeInSeconds } = StoppingCondition;
    if (!EnableManagedSpotTraining && MaxWaitTimeInSeconds !== undefined) {
        throw invalid("MaxWaitTimeInSeconds can only be specified with managed spot training.");
    }
    if (EnableManagedSpotTraining && (MaxWaitTimeInSeconds ?? 0) < MaxRuntimeInSeconds) {
        throw invalid("Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds.");
    }
}

function checkCheckpoints(checkpoints: CreateTrainingJobRequest["CheckpointConfig"], objects: Objects): void {
    if (checkpoints === undefined) {
        return;
    }
    checkBucket(checkpoints.S3Uri, objects);
    const { LocalPath = "/opt/ml/checkpoints" } = checkpoints;
    if (!/^\/opt\/ml\/[^/.][^/]*$/.test(LocalPath) || /^\/opt\/ml\/(input|model|output)$/.test(LocalPath)) {
        throw invalid(`CheckpointConfig.LocalPath must be a folder of its own in /opt/ml here: ${LocalPath}`);
    }
}

function invalid(message: string): ApiError {
    return new ApiError("ValidationException", message);
}
