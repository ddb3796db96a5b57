import type { CreateTrainingJobRequest, DescribeTrainingJobResponse, Tag } from "@aws-sdk/client-sagemaker";
import { Problem } from "../problem.ts";
import { CRATE_TAG, SPEC_HASH_TAG, type TrainingPlan } from "./trainingPlan.ts";

/** What CreateTrainingJob takes and DescribeTrainingJob gives back under the same names. */
const MEMBERS = [
    "TrainingJobName",
    "RoleArn",
    "AlgorithmSpecification",
    "HyperParameters",
    "InputDataConfig",
    "OutputDataConfig",
    "ResourceConfig",
    "VpcConfig",
    "StoppingCondition",
    "EnableNetworkIsolation",
    "EnableInterContainerTrafficEncryption",
    "EnableManagedSpotTraining",
    "CheckpointConfig",
    "DebugHookConfig",
    "DebugRuleConfigurations",
    "TensorBoardOutputConfig",
    "ExperimentConfig",
    "ProfilerConfig",
    "ProfilerRuleConfigurations",
    "Environment",
    "RetryStrategy",
    "RemoteDebugConfig",
    "InfraCheckConfig",
    "MlflowConfig",
    "ModelPackageConfig",
    "ServerlessJobConfig",
] as const satisfies readonly (keyof CreateTrainingJobRequest & keyof DescribeTrainingJobResponse)[];

/** In these an empty text is a value. */
const MAPS: ReadonlySet<string> = new Set(["HyperParameters", "Environment"]);

/** The request that a job was made by. Describe fills in what was left out, as texts that are empty or lists without elements: those go. */
export function repeatableRequest(described: DescribeTrainingJobResponse, tags: readonly Tag[]): CreateTrainingJobRequest {
    const request = Object.fromEntries(
        MEMBERS.flatMap((name) => {
            const value = MAPS.has(name) ? described[name] : withoutEmpty(described[name]);
            return value === undefined ? [] : [[name, value]];
        }),
    );
    // Tags that AWS sets itself cannot be set by anybody else.
    const Tags = tags.filter(({ Key = "" }) => !Key.startsWith("aws:"));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both shapes name these members with the same types
    return { ...request, ...(Tags.length > 0 && { Tags }) } as CreateTrainingJobRequest;
}

function withoutEmpty(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.length === 0 ? undefined : value.map(withoutEmpty);
    }
    if (typeof value === "object" && value !== null) {
        const entries = Object.entries(value).flatMap(([name, one]) => {
            const kept = withoutEmpty(one);
            return kept === undefined ? [] : [[name, kept] as const];
        });
        return entries.length === 0 ? undefined : Object.fromEntries(entries);
    }
    return value === "" || value === null ? undefined : value;
}

/**
 * Reads a request as a plan, so that it can be changed, checked and sent again. Refused with `invalidRequest` for what has no image of its own,
 * or several kinds of instances.
 */
export function planOfRequest(request: CreateTrainingJobRequest): Omit<TrainingPlan, "specHash"> {
    const {
        AlgorithmSpecification: algorithm,
        ResourceConfig: resources,
        StoppingCondition: stopping,
        OutputDataConfig: output,
    } = request;
    if (algorithm?.TrainingImage === undefined || resources?.InstanceType === undefined) {
        throw new Problem("invalidRequest", "Only a job with an image and one instance type can be run again here.");
    }
    const tags = Object.fromEntries((request.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
    const { [SPEC_HASH_TAG]: _hash, [CRATE_TAG]: crate, ...otherTags } = tags;
    return {
        basis: request,
        name: request.TrainingJobName ?? "",
        crate: crate ?? "",
        image: algorithm.TrainingImage,
        roleArn: request.RoleArn ?? "",
        instanceType: resources.InstanceType,
        instanceCount: resources.InstanceCount ?? 1,
        inputs: inputsOf(request),
        output: output?.S3OutputPath ?? "",
        hyperparameters: request.HyperParameters ?? {},
        metrics: (algorithm.MetricDefinitions ?? []).map(({ Name = "", Regex = "" }) => ({ name: Name, regex: Regex })),
        maxRuntimeSeconds: stopping?.MaxRuntimeInSeconds ?? 86_400, // the default in SageMaker's model
        ...(resources.VolumeSizeInGB !== undefined && { volumeGib: resources.VolumeSizeInGB }),
        ...(resources.VolumeKmsKeyId !== undefined && { volumeKmsKey: resources.VolumeKmsKeyId }),
        ...(resources.KeepAlivePeriodInSeconds !== undefined && { warmPoolSeconds: resources.KeepAlivePeriodInSeconds }),
        ...(output?.KmsKeyId !== undefined && { outputKmsKey: output.KmsKeyId }),
        ...(request.Environment !== undefined && { environment: request.Environment }),
        ...(request.EnableManagedSpotTraining === true && {
            spot: { maxWaitSeconds: stopping?.MaxWaitTimeInSeconds ?? stopping?.MaxRuntimeInSeconds ?? 86_400 },
        }),
        ...(request.CheckpointConfig?.S3Uri !== undefined && { checkpoints: { uri: request.CheckpointConfig.S3Uri } }),
        ...(request.VpcConfig !== undefined && {
            vpc: { subnets: request.VpcConfig.Subnets ?? [], securityGroups: request.VpcConfig.SecurityGroupIds ?? [] },
        }),
        ...(request.EnableNetworkIsolation === true && { isNetworkIsolated: true }),
        ...(Object.keys(otherTags).length > 0 && { tags: otherTags }),
    };
}

function inputsOf({ InputDataConfig }: CreateTrainingJobRequest): TrainingPlan["inputs"] {
    return new Map(
        (InputDataConfig ?? []).flatMap(({ ChannelName = "", DataSource, InputMode, ContentType }) => {
            const source = DataSource?.S3DataSource;
            if (source?.S3Uri === undefined) {
                throw new Problem(
                    "invalidRequest",
                    `This channel has its data elsewhere than in S3, which cannot be repeated here: ${ChannelName}.`,
                );
            }
            const input = {
                uri: source.S3Uri,
                ...(InputMode === "FastFile" && { mode: InputMode }),
                ...(source.S3DataDistributionType === "ShardedByS3Key" && { isSharded: true }),
                ...(ContentType !== undefined && { contentType: ContentType }),
            };
            return [[ChannelName, input] as const];
        }),
    );
}
