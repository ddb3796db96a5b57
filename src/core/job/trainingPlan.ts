import type { Channel, CreateTrainingJobRequest, TrainingInstanceType } from "@aws-sdk/client-sagemaker";
import type { MetricDefinition } from "./metrics.ts";

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
    /** Channel name → S3 URI. */
    readonly inputs: ReadonlyMap<string, string>;
    /** S3 URI under which SageMaker writes NAME/output/model.tar.gz. */
    readonly output: string;
    readonly hyperparameters: Readonly<Record<string, string>>;
    readonly metrics: readonly MetricDefinition[];
    readonly maxRuntimeSeconds: number;
}

/** The tag that tells a job of this plan from another job of the same name. */
export const SPEC_HASH_TAG = "rustSagemaker:specHash";

/** The request that starts this plan. */
export function createTrainingJobRequest(plan: TrainingPlan): CreateTrainingJobRequest {
    return {
        TrainingJobName: plan.name,
        RoleArn: plan.roleArn,
        AlgorithmSpecification: {
            TrainingImage: plan.image,
            TrainingInputMode: "File",
            ...(plan.metrics.length > 0 && {
                MetricDefinitions: plan.metrics.map(({ name, regex }) => ({ Name: name, Regex: regex })),
                EnableSageMakerMetricsTimeSeries: true,
            }),
        },
        HyperParameters: { ...plan.hyperparameters },
        // SageMaker refuses an empty list, and takes a job without channels.
        ...(plan.inputs.size > 0 && { InputDataConfig: Array.from(plan.inputs, ([name, uri]) => channelOf(name, uri)) }),
        OutputDataConfig: { S3OutputPath: plan.output },
        // The SDK's union of instance types lags behind the service, which judges the value itself.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        ResourceConfig: { InstanceType: plan.instanceType as TrainingInstanceType, InstanceCount: 1, VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: plan.maxRuntimeSeconds },
        Tags: [
            { Key: SPEC_HASH_TAG, Value: plan.specHash },
            { Key: "rustSagemaker:crate", Value: plan.crate },
        ],
    };
}

function channelOf(ChannelName: string, S3Uri: string): Channel {
    return {
        ChannelName,
        DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri, S3DataDistributionType: "FullyReplicated" } },
    };
}
