import type { SecondaryStatus, TrainingJobStatus } from "@aws-sdk/client-sagemaker";

/** A training job as a listing shows it; one list call answers many of these. */
export interface TrainingJob {
    readonly name: string;
    readonly arn: string;
    readonly status: TrainingJobStatus;
    readonly secondaryStatus: SecondaryStatus | undefined;
    readonly createdAt: Date;
    readonly endedAt: Date | undefined;
    /** `Available`, `InUse`, `Reused` or `Terminated`, where the job was told to keep its instances; an available one is billed. */
    readonly warmPool: string | undefined;
}

/** A phase that the job went through; the open one has no end. */
export interface SecondaryTransition {
    readonly status: string;
    readonly startedAt: Date;
    readonly endedAt: Date | undefined;
    readonly message: string;
}

/** Everything that DescribeTrainingJob tells and this extension shows. */
export interface TrainingJobDetail extends TrainingJob {
    readonly image: string;
    readonly roleArn: string;
    readonly instanceType: string;
    readonly instanceCount: number;
    readonly isSpot: boolean;
    /** When the instances were ready; what is billed begins here. Undefined before. */
    readonly startedAt: Date | undefined;
    /** Wall-clock seconds, not times the instances; SageMaker tells them of a job that has ended. */
    readonly trainingSeconds: number | undefined;
    /** What of `trainingSeconds` is billed: less on spot instances. */
    readonly billableSeconds: number | undefined;
    readonly hyperparameters: Readonly<Record<string, string>>;
    readonly metricNames: readonly string[];
    /** The S3 URI of model.tar.gz; SageMaker names it before it exists, so read it only of a Completed or Stopped job. */
    readonly modelArtifact: string;
    readonly failureReason: string | undefined;
    readonly transitions: readonly SecondaryTransition[];
    readonly finalMetrics: readonly { readonly name: string; readonly value: number }[];
}

/** True until SageMaker has ended the job; statuses that this version does not know count as running. */
export function isRunning({ status }: Pick<TrainingJob, "status">): boolean {
    return !["Completed", "Failed", "Stopped"].includes(status);
}
