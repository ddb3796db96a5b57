import type {
    CreateEndpointConfigInput,
    CreateEndpointInput,
    CreateModelInput,
    ProductionVariant,
    ProductionVariantInferenceAmiVersion,
    ProductionVariantInstanceType,
    Tag,
} from "@aws-sdk/client-sagemaker";
import { SPEC_HASH_TAG, type Vpc } from "../job/trainingPlan.ts";

/** Everything needed to put a model behind an endpoint. Endpoint config and endpoint share its name, and so does a model that is made for it. */
export interface Deployment {
    readonly name: string;
    /** A digest of all that follows. What carries it as a tag under this name was made by this plan. */
    readonly specHash: string;
    /** A model that is there already; the endpoint is made of it, and none is created. */
    readonly existingModel?: string;
    readonly image: string;
    /** S3 URI of a model.tar.gz; empty where the image brings its model along. */
    readonly modelArtifact: string;
    readonly roleArn: string;
    readonly instanceType: string;
    /** By default 1. */
    readonly instanceCount?: number;
    /** Undefined for the family's default, whose driver may be older than the image's CUDA. */
    readonly inferenceAmiVersion?: string;
    /** How long a container may take until it answers pings, from 60 to 3600. */
    readonly startupTimeoutSeconds?: number;
    /** How long the download of the model may take, from 60 to 3600. */
    readonly downloadTimeoutSeconds?: number;
    /** Of each instance, from 1 to 512; instances with NVMe storage of their own refuse it. */
    readonly volumeGib?: number;
    readonly volumeKmsKey?: string;
    readonly vpc?: Vpc;
    readonly isNetworkIsolated?: boolean;
    readonly environment?: Readonly<Record<string, string>>;
    readonly tags?: Readonly<Record<string, string>>;
}

/** What is sent for a deployment, in this order. */
export type DeploymentRequest =
    | { readonly resource: "model"; readonly name: string; readonly input: CreateModelInput }
    | { readonly resource: "endpointConfig"; readonly name: string; readonly input: CreateEndpointConfigInput }
    | { readonly resource: "endpoint"; readonly name: string; readonly input: CreateEndpointInput };

/** The tag that tells by which deployment a model, an endpoint config or an endpoint was made. */
export const DEPLOYMENT_TAG = "rustSagemaker:deployment";

const VARIANT = "AllTraffic";

/** The requests of a deployment. Its id goes along as a tag that tells two attempts at the same plan apart; what is only shown has none. */
export function deploymentRequests(plan: Deployment, deployment?: string): readonly DeploymentRequest[] {
    const { name } = plan;
    const Tags = tagsOf(plan, deployment);
    const model = { ...createModelRequest(plan), Tags };
    return [
        ...(plan.existingModel === undefined ? [{ resource: "model", name, input: model } as const] : []),
        { resource: "endpointConfig", name, input: { ...createEndpointConfigRequest(plan), Tags } },
        { resource: "endpoint", name, input: { EndpointName: name, EndpointConfigName: name, Tags } },
    ];
}

function tagsOf({ specHash, tags = {} }: Deployment, deployment: string | undefined): Tag[] {
    const ours = { [SPEC_HASH_TAG]: specHash, ...(deployment !== undefined && { [DEPLOYMENT_TAG]: deployment }) };
    return Object.entries({ ...tags, ...ours }).map(([Key, Value]) => ({ Key, Value }));
}

function createModelRequest(plan: Deployment): CreateModelInput {
    return {
        ModelName: plan.name,
        ExecutionRoleArn: plan.roleArn,
        PrimaryContainer: {
            Image: plan.image,
            ...(plan.modelArtifact !== "" && { ModelDataUrl: plan.modelArtifact }),
            ...(plan.environment && { Environment: { ...plan.environment } }),
        },
        ...(plan.vpc && { VpcConfig: { Subnets: [...plan.vpc.subnets], SecurityGroupIds: [...plan.vpc.securityGroups] } }),
        ...(plan.isNetworkIsolated && { EnableNetworkIsolation: true }),
    };
}

/** One variant that takes all traffic. */
function createEndpointConfigRequest(plan: Deployment): CreateEndpointConfigInput {
    const variant: ProductionVariant = {
        VariantName: VARIANT,
        ModelName: plan.existingModel ?? plan.name,
        InitialInstanceCount: plan.instanceCount ?? 1,
        // The SDK's unions lag behind the service, which judges the values itself.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        InstanceType: plan.instanceType as ProductionVariantInstanceType,
        ...(plan.inferenceAmiVersion && {
            // oxlint-disable-next-line typescript/no-unsafe-type-assertion
            InferenceAmiVersion: plan.inferenceAmiVersion as ProductionVariantInferenceAmiVersion,
        }),
        ...(plan.startupTimeoutSeconds && { ContainerStartupHealthCheckTimeoutInSeconds: plan.startupTimeoutSeconds }),
        ...(plan.downloadTimeoutSeconds && { ModelDataDownloadTimeoutInSeconds: plan.downloadTimeoutSeconds }),
        ...(plan.volumeGib && { VolumeSizeInGB: plan.volumeGib }),
    };
    return {
        EndpointConfigName: plan.name,
        ProductionVariants: [variant],
        ...(plan.volumeKmsKey && { KmsKeyId: plan.volumeKmsKey }),
    };
}
