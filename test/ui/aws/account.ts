import { setTimeout as sleep } from "node:timers/promises";
import { CreateRoleCommand, CreateUserCommand, IAMClient, PutRolePolicyCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { CreateTrainingJobCommand, DescribeTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { type AwsImage, pushAwsImage } from "../../host/aws/awsImage.ts";
import type { AwsStandIn } from "../../host/aws/awsStandIn.ts";
import { clientsOf } from "../../local/clients.ts";
import { nodeProgram } from "../../local/programs.ts";

/** The bucket of the account that the tests' jobs use. */
export const BUCKET = "sagemaker-us-east-1-123456789012";

const ROLE = "arn:aws:iam::123456789012:role/sagemaker";

/** Serves its own answer to whatever it is asked. */
const serve = nodeProgram(`
    require("node:http").createServer((request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ answer: 42 }));
    }).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), "127.0.0.1");
`);
/** Ends at once under the name of the first job, and trains on under any other. */
const trainOf = (first: string) =>
    nodeProgram(`process.env.TRAINING_JOB_NAME === ${JSON.stringify(first)} || setTimeout(() => {}, 600_000)`);

/** Fills the stand-in for AWS as an account is that somebody has worked with: a role that may do all, an image, and a job of it that has completed. */
export async function fillAccount(aws: AwsStandIn, job: string): Promise<AwsImage> {
    await createRole(aws);
    await clientsOf(aws.localUrl).s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const image = await pushAwsImage(aws, "iris", { train: trainOf(job), serve });
    const { sagemaker } = clientsOf(aws.url);
    await sagemaker.send(
        new CreateTrainingJobCommand({
            TrainingJobName: job,
            RoleArn: ROLE,
            AlgorithmSpecification: { TrainingImage: image.reference, TrainingInputMode: "File" },
            OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/output` },
            ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 30 },
            StoppingCondition: { MaxRuntimeInSeconds: 600 },
        }),
    );
    for (let status: string | undefined; status !== "Completed"; await sleep(50)) {
        ({ TrainingJobStatus: status } = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: job })));
    }
    return image;
}

async function createRole({ motoUrl }: AwsStandIn): Promise<void> {
    const iam = new IAMClient({
        endpoint: motoUrl,
        region: "us-east-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const PolicyDocument = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    const AssumeRolePolicyDocument = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    await iam.send(new CreateUserCommand({ UserName: "moto" }));
    await iam.send(new PutUserPolicyCommand({ UserName: "moto", PolicyName: "all", PolicyDocument }));
    await iam.send(new CreateRoleCommand({ RoleName: "sagemaker", AssumeRolePolicyDocument }));
    await iam.send(new PutRolePolicyCommand({ RoleName: "sagemaker", PolicyName: "all", PolicyDocument }));
}
