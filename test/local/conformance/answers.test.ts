import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { clientsOf } from "../clients.ts";
import { clientsMissing } from "../foreignClients.ts";
import { BUCKET, nodeProgram, pushImage } from "../programs.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { type Call, judgedApi } from "./judgedApi.ts";

const train = nodeProgram(`
    console.log("[metric] epoch=1 loss=0.5");
    require("node:fs").writeFileSync(process.env.SAGEMAKER_BASE_DIR + "/model/weights", "1");
`);
const serve = nodeProgram(`
    require("node:http").createServer((request, response) => response.end("ok"))
        .listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), "127.0.0.1");
`);
const RoleArn = "arn:aws:iam::000000000000:role/sagemaker";
const name = "conformance";

describe("every answer fits AWS's own model", { skip: clientsMissing }, () => {
    const directory = temporaryDirectory();
    let server: ServerProcess;
    let sagemaker: Call;
    let logs: Call;
    let cloudwatch: Call;
    let quotas: Call;
    let pricing: Call;
    let Image: string;

    const until = async (operation: string, input: object, member: string, wanted: string) => {
        let answer = await sagemaker(operation, input);
        for (; /Creating|InProgress|Stopping|Deleting/.test(String(answer[member])); answer = await sagemaker(operation, input)) {
            await sleep(50);
        }
        assert.equal(answer[member], wanted, JSON.stringify(answer));
        return answer;
    };

    before(async () => {
        const files = { quotas: path.join(directory.path, "quotas.json"), prices: path.join(directory.path, "prices.json") };
        fs.writeFileSync(files.quotas, JSON.stringify({ "ml.m5.large for training job usage": 5 }));
        fs.writeFileSync(files.prices, JSON.stringify({ "us-east-1": { Training: { "ml.m5.large": 0.115 } } }));
        const data = path.join(directory.path, "data");
        server = await startServerProcess(data, "--quotas", files.quotas, "--prices", files.prices);
        [sagemaker, logs, cloudwatch, quotas, pricing] = [
            judgedApi(server.url, "sagemaker"),
            judgedApi(server.url, "logs"),
            judgedApi(server.url, "cloudwatch"),
            judgedApi(server.url, "service-quotas"),
            judgedApi(server.url, "pricing"),
        ];
        const { s3 } = clientsOf(server.url);
        Image = await pushImage(s3, { train, serve });
        await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
        await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "data/a.csv", Body: "1,2" }));
    });
    after(async () => {
        await server.end("SIGTERM");
        directory[Symbol.dispose]();
    });

    it("of a training job from its creation to its deletion", async () => {
        const TrainingJobName = name;
        const job = {
            TrainingJobName,
            RoleArn,
            AlgorithmSpecification: {
                TrainingImage: Image,
                TrainingInputMode: "File",
                MetricDefinitions: [{ Name: "loss", Regex: "loss=([0-9.]+)" }],
            },
            HyperParameters: { epochs: "1" },
            InputDataConfig: [
                {
                    ChannelName: "training",
                    DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${BUCKET}/data/` } },
                },
            ],
            OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/output` },
            ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
            StoppingCondition: { MaxRuntimeInSeconds: 60 },
        };
        await sagemaker("CreateTrainingJob", job);
        await sagemaker("ListTrainingJobs", {});
        const { ModelArtifacts } = await until("DescribeTrainingJob", { TrainingJobName }, "TrainingJobStatus", "Completed");
        assert.deepEqual(ModelArtifacts, { S3ModelArtifacts: `s3://${BUCKET}/output/${name}/output/model.tar.gz` });
        await sagemaker("ListTrainingJobs", { SortBy: "Status", StatusEquals: "Completed" });
        await sagemaker("CreateTrainingJob", { ...job, TrainingJobName: "stopped", HyperParameters: {} });
        await sagemaker("StopTrainingJob", { TrainingJobName: "stopped" });
        await until("DescribeTrainingJob", { TrainingJobName: "stopped" }, "TrainingJobStatus", "Stopped");
        await sagemaker("DeleteTrainingJob", { TrainingJobName: "stopped" });
    });

    it("of a training job on spot capacity with all that a request can say, and of its warm pool", async () => {
        const job = {
            RoleArn,
            AlgorithmSpecification: { TrainingImage: Image, TrainingInputMode: "FastFile" },
            OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/output`, KmsKeyId: "alias/output" },
            VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
            EnableNetworkIsolation: true,
            RetryStrategy: { MaximumRetryAttempts: 2 },
            CheckpointConfig: { S3Uri: `s3://${BUCKET}/checkpoints` },
            Environment: { NAME: "value" },
        };
        const resources = { InstanceCount: 1, VolumeSizeInGB: 1, VolumeKmsKeyId: "alias/volume" };
        await sagemaker("CreateTrainingJob", {
            ...job,
            TrainingJobName: "spot",
            ResourceConfig: { ...resources, InstanceType: "ml.m5.large" },
            EnableManagedSpotTraining: true,
            StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60, MaxPendingTimeInSeconds: 1800 },
        });
        await until("DescribeTrainingJob", { TrainingJobName: "spot" }, "TrainingJobStatus", "Completed");
        await sagemaker("CreateTrainingJob", {
            ...job,
            TrainingJobName: "warm",
            ResourceConfig: {
                ...resources,
                InstancePreferences: [{ InstanceType: "ml.m5.large" }],
                KeepAlivePeriodInSeconds: 60,
            },
        });
        await until("DescribeTrainingJob", { TrainingJobName: "warm" }, "TrainingJobStatus", "Completed");
        await sagemaker("ListTrainingJobs", { WarmPoolStatusEquals: "Available" });
        await sagemaker("UpdateTrainingJob", { TrainingJobName: "warm", ResourceConfig: { KeepAlivePeriodInSeconds: 0 } });
        await until("DescribeTrainingJob", { TrainingJobName: "warm" }, "TrainingJobStatus", "Completed");
    });

    it("of quotas, requests for more of them, and prices", async () => {
        const quota = { ServiceCode: "sagemaker", QuotaCode: "L-611FA074" };
        await quotas("ListServiceQuotas", { ServiceCode: "sagemaker" });
        await quotas("ListAWSDefaultServiceQuotas", { ServiceCode: "sagemaker", MaxResults: 5 });
        await quotas("GetServiceQuota", quota);
        await quotas("GetAWSDefaultServiceQuota", quota);
        await quotas("RequestServiceQuotaIncrease", { ...quota, DesiredValue: 10 });
        await quotas("ListRequestedServiceQuotaChangeHistoryByQuota", quota);
        const { PriceList } = await pricing("GetProducts", { ServiceCode: "AmazonSageMaker" });
        assert.ok(Array.isArray(PriceList) && PriceList.length === 1);
    });

    it("of its log and its metrics", async () => {
        const logGroupName = "/aws/sagemaker/TrainingJobs";
        await logs("DescribeLogGroups", {});
        const { logStreams } = await logs("DescribeLogStreams", { logGroupName, logStreamNamePrefix: `${name}/` });
        assert.ok(Array.isArray(logStreams) && logStreams.length === 1);
        const { events } = await logs("GetLogEvents", {
            logGroupName,
            logStreamName: logStreams[0].logStreamName,
            startFromHead: true,
        });
        assert.ok(Array.isArray(events) && events.length > 0);
        await logs("FilterLogEvents", { logGroupName, logStreamNamePrefix: `${name}/`, limit: 1 });
        // The job that was stopped may have come as far as to report its own.
        const Dimensions = [{ Name: "TrainingJobName", Value: name }];
        const { Metrics } = await cloudwatch("ListMetrics", { MetricName: "loss", Dimensions });
        assert.ok(Array.isArray(Metrics) && Metrics.length === 1);
        const MetricDataQueries = [{ Id: "q", MetricStat: { Metric: Metrics[0], Period: 60, Stat: "Average" } }];
        const now = Date.now() / 1000;
        const { MetricDataResults } = await cloudwatch("GetMetricData", {
            MetricDataQueries,
            StartTime: now - 300,
            EndTime: now + 300,
        });
        assert.ok(Array.isArray(MetricDataResults));
        assert.deepEqual(MetricDataResults[0].Values, [0.5]);
        await cloudwatch("PutMetricData", { Namespace: "Own", MetricData: [{ MetricName: "m", Value: 1 }] });
    });

    it("of a model, an endpoint configuration and an endpoint from their creation to their deletion", async () => {
        const [ModelName, EndpointConfigName, EndpointName] = [name, name, name];
        const ModelDataUrl = `s3://${BUCKET}/output/${name}/output/model.tar.gz`;
        const Tags = [{ Key: "team", Value: "blue" }];
        const { ModelArn: ResourceArn } = await sagemaker("CreateModel", {
            ModelName,
            ExecutionRoleArn: RoleArn,
            PrimaryContainer: { Image, ModelDataUrl },
            Tags,
        });
        await sagemaker("AddTags", { ResourceArn, Tags });
        await sagemaker("ListTags", { ResourceArn });
        await sagemaker("DeleteTags", { ResourceArn, TagKeys: ["team"] });
        await sagemaker("DescribeModel", { ModelName });
        await sagemaker("ListModels", {});
        const variant = { VariantName: "AllTraffic", ModelName, InitialInstanceCount: 1, InstanceType: "ml.m5.large" };
        await sagemaker("CreateEndpointConfig", { EndpointConfigName, ProductionVariants: [variant] });
        await sagemaker("DescribeEndpointConfig", { EndpointConfigName });
        await sagemaker("ListEndpointConfigs", {});
        await sagemaker("CreateEndpoint", { EndpointName, EndpointConfigName });
        await sagemaker("ListEndpoints", { StatusEquals: "Creating" });
        await until("DescribeEndpoint", { EndpointName }, "EndpointStatus", "InService");
        await sagemaker("ListEndpoints", {});
        await sagemaker("DeleteEndpoint", { EndpointName });
        await sagemaker("DeleteEndpointConfig", { EndpointConfigName });
        await sagemaker("DeleteModel", { ModelName });
    });
});
