import type { EndpointStatus } from "@aws-sdk/client-sagemaker";

/** An endpoint as a listing shows it. */
export interface Endpoint {
    readonly name: string;
    readonly arn: string;
    readonly status: EndpointStatus;
    readonly createdAt: Date;
    /** Changes with the status and with each update. */
    readonly modifiedAt: Date;
}

/** What DescribeEndpoint, its config and its models tell together. */
export interface EndpointDetail extends Endpoint {
    readonly configName: string;
    readonly variants: readonly Variant[];
    readonly failureReason: string | undefined;
    /** The S3 URI of the first model's model.tar.gz, from which the training job can be told. */
    readonly modelArtifact: string | undefined;
    /** Undefined for instances that answer at once. */
    readonly serving?: "serverless" | "asynchronous";
}

/** A part of an endpoint with a model, and instances of one type. */
export interface Variant {
    readonly name: string;
    readonly instanceType: string | undefined;
    /** How many there are now; before they are there, how many were asked for. */
    readonly instanceCount: number;
    readonly model: string;
}

/** True while SageMaker is at work on the endpoint and its status will change by itself. */
export function isSettling({ status }: Pick<Endpoint, "status">): boolean {
    return ["Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"].includes(status);
}

/** The states in which an endpoint has instances, or is about to. That one that failed has none could not be confirmed. */
export const BILLED_STATUSES = [
    "Creating",
    "InService",
    "Updating",
    "SystemUpdating",
    "RollingBack",
    "UpdateRollbackFailed",
] as const satisfies readonly EndpointStatus[];

export type BilledStatus = (typeof BILLED_STATUSES)[number];

export function isBilled({ status }: Pick<Endpoint, "status">): boolean {
    return BILLED_STATUSES.some((billed) => billed === status);
}

/** The training job that wrote a model artifact: SageMaker puts it at PREFIX/JOB/output/model.tar.gz. */
export function trainingJobOf(modelArtifact: string): string | undefined {
    return /\/([^/]+)\/output\/model\.tar\.gz$/.exec(modelArtifact)?.[1];
}

/** The log group of an endpoint. */
export function endpointLogGroup(endpointName: string): string {
    return `/aws/sagemaker/Endpoints/${endpointName}`;
}
