import type {
    CreateEndpointConfigInput,
    CreateEndpointInput,
    CreateModelInput,
    ProductionVariantInstanceType,
} from "@aws-sdk/client-sagemaker";

/** Everything needed to put a model behind an endpoint. Model, endpoint config and endpoint share one name. */
export interface Deployment {
    readonly name: string;
    readonly image: string;
    /** S3 URI of a model.tar.gz. */
    readonly modelArtifact: string;
    readonly roleArn: string;
    readonly instanceType: string;
}

const VARIANT = "AllTraffic";

/** The request that makes the model of a deployment. */
export function createModelRequest({ name, image, modelArtifact, roleArn }: Deployment): CreateModelInput {
    return {
        ModelName: name,
        ExecutionRoleArn: roleArn,
        PrimaryContainer: { Image: image, ModelDataUrl: modelArtifact },
    };
}

/** The request that makes the endpoint config of a deployment: one variant that takes all traffic. */
export function createEndpointConfigRequest({ name, instanceType }: Deployment): CreateEndpointConfigInput {
    return {
        EndpointConfigName: name,
        ProductionVariants: [
            {
                VariantName: VARIANT,
                ModelName: name,
                InitialInstanceCount: 1,
                // The SDK's union of instance types lags behind the service, which judges the value itself.
                // oxlint-disable-next-line typescript/no-unsafe-type-assertion
                InstanceType: instanceType as ProductionVariantInstanceType,
            },
        ],
    };
}

/** The request that makes the endpoint of a deployment. */
export function createEndpointRequest({ name }: Deployment): CreateEndpointInput {
    return { EndpointName: name, EndpointConfigName: name };
}
