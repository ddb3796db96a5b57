import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { connections } from "../../src/adapters/aws/connections.ts";
import type { Deployment } from "../../src/core/endpoint/deployment.ts";
import type { TrainingPlan } from "../../src/core/job/trainingPlan.ts";
import type { AwsPlace } from "../../src/core/place.ts";
import { type AwsImage, pushAwsImage } from "../host/aws/awsImage.ts";
import { type AwsOptions, type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { keepVariables } from "../host/keepVariables.ts";
import { clientsOf } from "../local/clients.ts";
import { nodeProgram } from "../local/programs.ts";

/** The extension's way to AWS, with the stand-in at the other end and an image there that trains and serves at once. */
export async function startAwsPlace(options: AwsOptions = {}, programs: Readonly<Record<string, string>> = {}) {
    const aws: AwsStandIn = await startAws({ ...options });
    const setBack = keepVariables(...Object.keys(aws.env));
    Object.assign(process.env, aws.env);
    const image = await prepare(aws, { train, serve, ...programs }).catch(async (error: unknown) => {
        await aws.stop();
        throw error;
    });
    const place: AwsPlace = { kind: "aws", profile: "dev", region: "us-east-1" };
    return {
        aws,
        place,
        image,
        connected: connections(() => Promise.reject(new Error("Nobody asks for Local SageMaker here."))),
        async stop() {
            setBack();
            await aws.stop();
        },
    };
}

async function prepare(aws: AwsStandIn, programs: Readonly<Record<string, string>>): Promise<AwsImage> {
    await clientsOf(aws.localUrl).s3.send(new CreateBucketCommand({ Bucket: BUCKET })); // in which Local SageMaker keeps what jobs make
    return pushAwsImage(aws, "sample", programs);
}

const train = nodeProgram("");
const serve = nodeProgram(`
    require("node:http").createServer((request, response) => response.end("ok"))
        .listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), "127.0.0.1");
`);

/** The role that nobody looks at. */
const ROLE = "arn:aws:iam::123456789012:role/sagemaker";

/** The bucket of the tests' jobs. */
export const BUCKET = "sagemaker-us-east-1-123456789012";

/** A plan that trains without data. */
export const planOf = (name: string, image: string): TrainingPlan => ({
    name,
    specHash: `hash-of-${name}`,
    crate: "sample",
    image,
    roleArn: ROLE,
    instanceType: "ml.m5.large",
    inputs: new Map(),
    output: `s3://${BUCKET}/output`,
    hyperparameters: {},
    metrics: [],
    maxRuntimeSeconds: 600,
});

/** A deployment of an image that brings its model along. */
export const deploymentOf = (name: string, image: string): Deployment => ({
    name,
    specHash: `hash-of-${name}`,
    image,
    modelArtifact: "",
    roleArn: ROLE,
    instanceType: "ml.m5.large",
});
