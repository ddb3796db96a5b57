import { createTrainingJobRequest } from "../../../src/core/job/trainingPlan.ts";
import type { Json, ServiceRequest } from "../../../src/core/copyAs/serviceRequest.ts";

/** A text with all that a shell, Python and Rust read in their own ways. */
export const HOSTILE = 'it\'s a "test" $HOME `id` \\ \\n 100% !x {y} é🦀 \u202e\u2028x\u0085\u0000end';

/** The request of a job that uses every member that a plan can set. */
export function trainingJobRequest(over: Readonly<Record<string, Json>> = {}): ServiceRequest {
    const request = createTrainingJobRequest({
        name: "iris-1",
        specHash: "abc",
        crate: "iris",
        image: "000000000000.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:00",
        roleArn: "arn:aws:iam::000000000000:role/LocalSageMaker",
        instanceType: "ml.m5.large",
        inputs: new Map([["training", { uri: "s3://b/p/", mode: "FastFile", isSharded: true, contentType: "text/csv" }]]),
        output: "s3://b/out",
        hyperparameters: { epochs: "6", text: "it's" },
        metrics: [{ name: "loss", regex: "loss=(\\S+)" }],
        environment: { RUST_LOG: "info" },
        maxRuntimeSeconds: 60,
        spot: { maxWaitSeconds: 120 },
        checkpoints: { uri: "s3://b/checkpoints/" },
        warmPoolSeconds: 600,
        vpc: { subnets: ["subnet-1", "subnet-2"], securityGroups: ["sg-1"] },
        outputKmsKey: "alias/a",
        volumeKmsKey: "alias/b",
        isNetworkIsolated: true,
        tags: { team: "vision" },
    });
    const input: ServiceRequest["input"] = JSON.parse(JSON.stringify(request));
    return { operation: "CreateTrainingJob", input: { ...input, ...over } };
}

/** The three requests of an endpoint. */
export const endpointRequests: readonly ServiceRequest[] = [
    {
        operation: "CreateModel",
        input: {
            ModelName: "iris",
            ExecutionRoleArn: "arn:aws:iam::000000000000:role/LocalSageMaker",
            PrimaryContainer: {
                Image: `000000000000.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:${"0".repeat(64)}`,
                ModelDataUrl: "s3://b/model.tar.gz",
                Environment: { A: "b" },
            },
        },
    },
    {
        operation: "CreateEndpointConfig",
        input: {
            EndpointConfigName: "iris",
            ProductionVariants: [
                {
                    VariantName: "AllTraffic",
                    ModelName: "iris",
                    InstanceType: "ml.m5.large",
                    InitialInstanceCount: 1,
                    InitialVariantWeight: 1,
                    InferenceAmiVersion: "al2-ami-sagemaker-inference-gpu-3-1",
                },
            ],
        },
    },
    { operation: "CreateEndpoint", input: { EndpointName: "iris", EndpointConfigName: "iris" } },
];
