import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
    CreateModelCommand,
    DescribeModelCommand,
    DescribeTrainingJobCommand,
    ListModelsCommand,
    SageMakerClient,
    SageMakerServiceException,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { clientsMissing } from "../../local/foreignClients.ts";
import { nodeProgram } from "../../local/programs.ts";
import { keepVariables } from "../keepVariables.ts";
import { pushAwsImage } from "./awsImage.ts";
import { type AwsStandIn, startAws } from "./awsStandIn.ts";
import { faultsAt } from "./control.ts";

describe("the stand-in for AWS", { skip: clientsMissing }, () => {
    let aws: AwsStandIn;
    let setBack: () => void;
    let sagemaker: SageMakerClient;

    before(async () => {
        aws = await startAws();
        setBack = keepVariables(...Object.keys(aws.env), "AWS_ACCESS_KEY_ID", "AWS_PROFILE");
        Object.assign(process.env, aws.env);
        sagemaker = new SageMakerClient({ maxAttempts: 1 });
    });
    after(async () => {
        setBack();
        await aws.stop();
    });
    beforeEach(() => aws.faults.clear());

    const model = (ModelName: string) =>
        sagemaker.send(
            new CreateModelCommand({
                ModelName,
                ExecutionRoleArn: "arn:aws:iam::123456789012:role/sagemaker",
                PrimaryContainer: { Image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/sample:v1" },
            }),
        );
    const describeModel = (ModelName: string) => sagemaker.send(new DescribeModelCommand({ ModelName }));
    const fired = () => aws.faults.fired().map(({ what, operation }) => `${what} ${operation}`);

    it("sends each service to who has it, and knows who signed", async () => {
        const identity = await new STSClient({ profile: "dev" }).send(new GetCallerIdentityCommand({}));
        assert.equal(identity.Account, "123456789012");
        assert.deepEqual((await new ECRClient().send(new DescribeRepositoriesCommand({}))).repositories, []);
        await new CloudWatchLogsClient().send(new DescribeLogGroupsCommand({}));
        await sagemaker.send(new ListModelsCommand({}));
        const s3 = new S3Client();
        await s3.send(new CreateBucketCommand({ Bucket: "data" }));
        await s3.send(new PutObjectCommand({ Bucket: "data", Key: "a b/ü.csv", Body: "1,2" }));
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: "data", Key: "a b/ü.csv" }));
        assert.equal(await Body?.transformToString(), "1,2");
        assert.deepEqual(
            aws.calls().map(({ service, operation, accessKeyId }) => `${service} ${operation} ${accessKeyId}`),
            [
                "sts GetCallerIdentity DEVKEY",
                "ecr DescribeRepositories DEFAULTKEY",
                "logs DescribeLogGroups DEFAULTKEY",
                "sagemaker ListModels DEFAULTKEY",
                "s3 CreateBucket DEFAULTKEY",
                "s3 PutObject DEFAULTKEY",
                "s3 GetObject DEFAULTKEY",
            ],
        );
    });

    it("shows Local SageMaker's resources under the account of the others, and runs images of ECR", async () => {
        const { ModelArn } = await model("account");
        assert.equal(ModelArn, "arn:aws:sagemaker:us-east-1:123456789012:model/account");
        const image = await pushAwsImage(aws, "sample", { train: nodeProgram("") });
        await sagemaker.send(
            new CreateModelCommand({
                ModelName: "of-ecr",
                ExecutionRoleArn: "arn:aws:iam::123456789012:role/sagemaker",
                PrimaryContainer: { Image: image.reference },
            }),
        );
        assert.equal((await describeModel("of-ecr")).PrimaryContainer?.Image, image.reference);
    });

    it("throttles once and then lets pass", async () => {
        aws.faults.add({ what: "throttle", operation: "ListModels" });
        await assert.rejects(sagemaker.send(new ListModelsCommand({})), { name: "ThrottlingException" });
        await sagemaker.send(new ListModelsCommand({}));
        assert.deepEqual(fired(), ["throttle ListModels"]);
    });

    it("loses a call before its effect, or its answer after it", async () => {
        aws.faults.add(
            { what: "resetBeforeEffect", containing: '"before"' },
            { what: "resetAfterEffect", containing: '"after"' },
        );
        await assert.rejects(model("before"), { code: "ECONNRESET" });
        await assert.rejects(describeModel("before"), { name: "ValidationException" }); // the second time nothing fails but the name
        await assert.rejects(model("after"), { code: "ECONNRESET" });
        assert.equal((await describeModel("after")).ModelName, "after");
        assert.deepEqual(fired(), ["resetBeforeEffect CreateModel", "resetAfterEffect CreateModel"]);
    });

    it("answers what no service of AWS would, by its status and in half", async () => {
        await model("half");
        for (const fault of [{ what: "html" }, { what: "xmlForbidden" }, { what: "truncate" }] as const) {
            aws.faults.add(fault);
            await assert.rejects(describeModel("half"), { name: "SyntaxError" }, fault.what);
        }
        aws.faults.add({ what: "cutBody" });
        await assert.rejects(describeModel("half"), { code: "ECONNRESET" });
    });

    it("refuses in the terms of each service", async () => {
        aws.faults.add({ what: "expiredToken", times: 2 });
        await assert.rejects(describeModel("x"), { name: "ExpiredTokenException" });
        await assert.rejects(new STSClient({ maxAttempts: 1 }).send(new GetCallerIdentityCommand({})), { name: "ExpiredToken" });
        aws.faults.add({ what: "accessDenied", message: "not authorized to perform: sagemaker:DescribeModel" });
        await assert.rejects(describeModel("x"), { name: "AccessDeniedException", message: /to perform: sagemaker/ });
        aws.faults.add({ what: "unavailable", service: "s3" });
        const gone = new GetObjectCommand({ Bucket: "data", Key: "k" });
        await assert.rejects(new S3Client({ maxAttempts: 1 }).send(gone), { name: "ServiceUnavailable" });
    });

    it("repeats the answer of before, where a read is to be stale", async () => {
        await assert.rejects(describeModel("late"), { name: "ValidationException" });
        await model("late");
        aws.faults.add({ what: "stale", operation: "DescribeModel" });
        await assert.rejects(describeModel("late"), { name: "ValidationException" });
        assert.equal((await describeModel("late")).ModelName, "late");
    });

    it("gives any answer, and hangs until who asked goes away", async () => {
        const body = { TrainingJobName: "x", TrainingJobStatus: "Teleporting" };
        aws.faults.add({ what: "answer", operation: "DescribeTrainingJob", answer: { status: 200, body } });
        const job = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: "x" }));
        assert.equal(job.TrainingJobStatus, "Teleporting");
        aws.faults.add({ what: "hang" });
        const listing = sagemaker.send(new ListModelsCommand({}), { abortSignal: AbortSignal.timeout(100) });
        await assert.rejects(listing, { name: "AbortError" });
    });

    it("has a clock that may be wrong, which the SDK makes up for", async () => {
        aws.faults.add({ what: "clock", aheadMs: 3_600_000, times: "always" });
        const patient = new SageMakerClient({ maxAttempts: 2 });
        await patient.send(new ListModelsCommand({}));
        assert.deepEqual(fired(), ["clock ListModels", "clock ListModels"]);
    });

    it("fails by chance as often as it is told", async () => {
        aws.faults.add({ what: "throttle", probability: 0.3 });
        const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => sagemaker.send(new ListModelsCommand({}))));
        const failed = outcomes.filter(({ status }) => status === "rejected");
        assert.ok(
            failed.every((outcome) => outcome.status === "rejected" && outcome.reason instanceof SageMakerServiceException),
        );
        assert.ok(failed.length > 35 && failed.length < 85, String(failed.length));
    });

    it("passes on answers of models as they are", async () => {
        const invoke = new InvokeEndpointCommand({ EndpointName: "none", Body: "1" });
        await assert.rejects(new SageMakerRuntimeClient({ maxAttempts: 1 }).send(invoke), { name: "ValidationError" });
        assert.equal(aws.calls().at(-1)?.operation, "InvokeEndpoint");
    });

    it("is told from other processes what is to go wrong", async () => {
        const faults = faultsAt(aws.url);
        await faults.add({ what: "delay", milliseconds: 50 });
        const started = performance.now();
        await sagemaker.send(new ListModelsCommand({}));
        assert.ok(performance.now() - started >= 49);
        assert.deepEqual(await faults.fired(), [{ what: "delay", service: "sagemaker", operation: "ListModels" }]);
        await faults.clear();
        assert.deepEqual(await faults.fired(), []);
    });
});
