import type { Channel, CreateTrainingJobRequest, S3DataSource, TrainingInstanceType } from "@aws-sdk/client-sagemaker";
import type { MetricDefinition } from "./metrics.ts";

/** How a channel's data comes to the job: copied before it starts, or read from S3 while it runs. */
export type InputMode = "File" | "FastFile";

/** The data of a channel. */
export interface ChannelInput {
    /** S3 URI; everything under it is the channel's. */
    readonly uri: string;
    /** By default File. */
    readonly mode?: InputMode;
    /** By default every instance gets all objects. */
    readonly isSharded?: boolean;
    readonly contentType?: string;
}

/** Where a job saves its state while it runs, and finds it again after an interruption: S3 and `/opt/ml/checkpoints`. */
export interface Checkpoints {
    readonly uri: string;
}

/** The network of the user's own that a job runs in. */
export interface Vpc {
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
}

/** Everything needed to start a training job; the same plan starts one in either place. */
export interface TrainingPlan {
    readonly name: string;
    /** A digest of all that follows. A job of the same name and hash is this plan's own, started by a call whose answer was lost. */
    readonly specHash: string;
    /** The crate that was built, kept as a tag so that jobs can be told apart by project. */
    readonly crate: string;
    readonly image: string;
    readonly roleArn: string;
    readonly instanceType: string;
    /** By default 1. */
    readonly instanceCount?: number;
    /** By default 30; instances with NVMe storage of their own ignore it. */
    readonly volumeGib?: number;
    readonly inputs: ReadonlyMap<string, ChannelInput>;
    /** S3 URI under which SageMaker writes NAME/output/model.tar.gz. */
    readonly output: string;
    readonly hyperparameters: Readonly<Record<string, string>>;
    readonly metrics: readonly MetricDefinition[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly maxRuntimeSeconds: number;
    /** Managed spot: the job waits for spare capacity, all in all no longer than this, which includes its run time. */
    readonly spot?: { readonly maxWaitSeconds: number };
    readonly checkpoints?: Checkpoints;
    /** Keeps the instances for the next job; the time is billed. */
    readonly warmPoolSeconds?: number;
    readonly vpc?: Vpc;
    readonly outputKmsKey?: string;
    readonly volumeKmsKey?: string;
    readonly isNetworkIsolated?: boolean;
    readonly tags?: Readonly<Record<string, string>>;
    /** The request of another job that this plan repeats: what a plan has no words for is asked for as it was there. */
    readonly basis?: CreateTrainingJobRequest;
}

/** The tag that tells a job of this plan from another job of the same name. */
export const SPEC_HASH_TAG = "rustSagemaker:specHash";

/** The tag that tells which crate a job trains. */
export const CRATE_TAG = "rustSagemaker:crate";

/** A plan under the digest of all that it says but its name: two plans of one digest ask for the same job. */
export function withSpecHash(plan: Omit<TrainingPlan, "specHash">, sha256OfText: (text: string) => string): TrainingPlan {
    const request = createTrainingJobRequest({ ...plan, name: "", specHash: "" });
    return { ...plan, specHash: sha256OfText(JSON.stringify(request)) };
}

/** What a request has only where a plan wants it. */
const OPTIONAL = [
    "VpcConfig",
    "CheckpointConfig",
    "EnableManagedSpotTraining",
    "EnableNetworkIsolation",
    "Environment",
    "InputDataConfig",
] as const satisfies readonly (keyof CreateTrainingJobRequest)[];

/** The request that starts this plan. */
export function createTrainingJobRequest(plan: TrainingPlan): CreateTrainingJobRequest {
    const { basis } = plan;
    return {
        ...beyond(basis, ...OPTIONAL),
        TrainingJobName: plan.name,
        RoleArn: plan.roleArn,
        AlgorithmSpecification: {
            TrainingInputMode: "File",
            ...beyond(basis?.AlgorithmSpecification, "MetricDefinitions", "EnableSageMakerMetricsTimeSeries"),
            TrainingImage: plan.image,
            ...(plan.metrics.length > 0 && {
                MetricDefinitions: plan.metrics.map(({ name, regex }) => ({ Name: name, Regex: regex })),
                EnableSageMakerMetricsTimeSeries: true,
            }),
        },
        HyperParameters: { ...plan.hyperparameters },
        // SageMaker refuses an empty list, and takes a job without channels.
        ...(plan.inputs.size > 0 && {
            InputDataConfig: Array.from(plan.inputs, ([name, input]) => channelOf(name, input, basis)),
        }),
        OutputDataConfig: {
            ...beyond(basis?.OutputDataConfig, "KmsKeyId"),
            S3OutputPath: plan.output,
            ...(plan.outputKmsKey && { KmsKeyId: plan.outputKmsKey }),
        },
        ResourceConfig: resourcesOf(plan),
        StoppingCondition: {
            ...beyond(basis?.StoppingCondition, "MaxWaitTimeInSeconds"),
            MaxRuntimeInSeconds: plan.maxRuntimeSeconds,
            ...(plan.spot && { MaxWaitTimeInSeconds: plan.spot.maxWaitSeconds }),
        },
        ...(plan.spot && { EnableManagedSpotTraining: true }),
        ...(plan.checkpoints && { CheckpointConfig: { ...basis?.CheckpointConfig, S3Uri: plan.checkpoints.uri } }),
        ...(plan.environment && { Environment: { ...plan.environment } }),
        ...(plan.vpc && { VpcConfig: { Subnets: [...plan.vpc.subnets], SecurityGroupIds: [...plan.vpc.securityGroups] } }),
        ...(plan.isNetworkIsolated && { EnableNetworkIsolation: true }),
        Tags: [
            { Key: SPEC_HASH_TAG, Value: plan.specHash },
            { Key: CRATE_TAG, Value: plan.crate },
            ...Object.entries(plan.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
        ],
    };
}

/** What a structure says beyond what a plan says itself. */
function beyond<T extends object>(structure: T | undefined, ...said: readonly (keyof T)[]): Partial<T> {
    const rest: Partial<T> = { ...structure };
    for (const name of said) {
        delete rest[name];
    }
    return rest;
}

function resourcesOf(plan: TrainingPlan): NonNullable<CreateTrainingJobRequest["ResourceConfig"]> {
    return {
        ...beyond(plan.basis?.ResourceConfig, "VolumeKmsKeyId", "KeepAlivePeriodInSeconds"),
        // The SDK's union of instance types lags behind the service, which judges the value itself.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        InstanceType: plan.instanceType as TrainingInstanceType,
        InstanceCount: plan.instanceCount ?? 1,
        VolumeSizeInGB: plan.volumeGib ?? 30,
        ...(plan.volumeKmsKey && { VolumeKmsKeyId: plan.volumeKmsKey }),
        ...(plan.warmPoolSeconds && { KeepAlivePeriodInSeconds: plan.warmPoolSeconds }),
    };
}

/** A channel of the same data is the earlier job's, with what the plan says otherwise. A mode that a plan has no word for is left as it was. */
function channelOf(ChannelName: string, input: ChannelInput, basis: CreateTrainingJobRequest | undefined): Channel {
    const { uri, mode, isSharded, contentType } = input;
    const found = basis?.InputDataConfig?.find((channel) => channel.ChannelName === ChannelName);
    const earlier = found?.DataSource?.S3DataSource?.S3Uri === uri ? found : undefined;
    const data = earlier?.DataSource?.S3DataSource;
    const InputMode = mode ?? (earlier?.InputMode === "FastFile" ? undefined : earlier?.InputMode);
    const S3DataDistributionType = isSharded ? "ShardedByS3Key" : fullyOr(data);
    return {
        ...beyond(earlier, "InputMode", "ContentType"),
        ChannelName,
        DataSource: {
            ...earlier?.DataSource,
            S3DataSource: {
                S3DataType: "S3Prefix",
                ...beyond(data, "S3DataDistributionType"),
                S3Uri: uri,
                ...(S3DataDistributionType && { S3DataDistributionType }),
            },
        },
        ...(InputMode && { InputMode }),
        ...(contentType && { ContentType: contentType }),
    };
}

/** What is not said means that every instance gets all objects, and is not said where the earlier job did not say it. */
function fullyOr(earlier: S3DataSource | undefined): S3DataSource["S3DataDistributionType"] {
    return earlier !== undefined && earlier.S3DataDistributionType === undefined ? undefined : "FullyReplicated";
}
