const Image = "000000000000.dkr.ecr.us-east-1.amazonaws.com/sample:v1";
const RoleArn = "arn:aws:iam::000000000000:role/sagemaker";
const ResourceArn = "arn:aws:sagemaker:us-east-1:000000000000:model/conformance";
const tags = [{ Key: "team", Value: "blue" }];
const listed = { MaxResults: 10, SortOrder: "Ascending", SortBy: "Name", NameContains: "a", NextToken: "token" };
const quota = { ServiceCode: "sagemaker", QuotaCode: "L-611FA074" };
const metric = { Namespace: "Own", MetricName: "loss", Dimensions: [{ Name: "job", Value: "a" }] };

/** For each operation an input whose every member is good by the model, so that each can be broken in turn. */
export const goodInputs: Readonly<
    Record<"sagemaker" | "logs" | "cloudwatch" | "service-quotas" | "pricing", Readonly<Record<string, object>>>
> = {
    sagemaker: {
        CreateTrainingJob: {
            TrainingJobName: "conformance",
            RoleArn,
            AlgorithmSpecification: {
                TrainingImage: Image,
                TrainingInputMode: "File",
                MetricDefinitions: [{ Name: "loss", Regex: "loss=(.*)" }],
            },
            HyperParameters: { epochs: "1" },
            InputDataConfig: [
                {
                    ChannelName: "training",
                    DataSource: {
                        S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/a", S3DataDistributionType: "FullyReplicated" },
                    },
                    ContentType: "text/csv",
                    CompressionType: "None",
                    RecordWrapperType: "None",
                    InputMode: "File",
                    ShuffleConfig: { Seed: 1 },
                },
            ],
            OutputDataConfig: { S3OutputPath: "s3://data/output", KmsKeyId: "key" },
            ResourceConfig: {
                InstanceType: "ml.m5.large",
                InstanceCount: 1,
                VolumeSizeInGB: 1,
                VolumeKmsKeyId: "key",
                KeepAlivePeriodInSeconds: 60,
                InstancePreferences: [{ InstanceType: "ml.m5.large", InstanceCount: 1 }],
            },
            StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60, MaxPendingTimeInSeconds: 1800 },
            VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
            RetryStrategy: { MaximumRetryAttempts: 1 },
            EnableManagedSpotTraining: true,
            Environment: { NAME: "value" },
            CheckpointConfig: { S3Uri: "s3://data/checkpoints" },
            EnableNetworkIsolation: false,
            Tags: tags,
        },
        DescribeTrainingJob: { TrainingJobName: "conformance" },
        ListTrainingJobs: {
            ...listed,
            StatusEquals: "Completed",
            WarmPoolStatusEquals: "Available",
            TrainingPlanArnEquals: "arn:aws:sagemaker:us-east-1:000000000000:training-plan/plan",
        },
        UpdateTrainingJob: { TrainingJobName: "conformance", ResourceConfig: { KeepAlivePeriodInSeconds: 60 } },
        StopTrainingJob: { TrainingJobName: "conformance" },
        DeleteTrainingJob: { TrainingJobName: "conformance" },
        CreateModel: {
            ModelName: "conformance",
            ExecutionRoleArn: RoleArn,
            PrimaryContainer: {
                ContainerHostname: "host",
                Image,
                ImageConfig: { RepositoryAccessMode: "Platform" },
                Mode: "SingleModel",
                ModelDataUrl: "s3://data/model.tar.gz",
                Environment: { NAME: "value" },
            },
            EnableNetworkIsolation: false,
            Tags: tags,
        },
        DescribeModel: { ModelName: "conformance" },
        ListModels: listed,
        DeleteModel: { ModelName: "conformance" },
        CreateEndpointConfig: {
            EndpointConfigName: "conformance",
            ProductionVariants: [
                {
                    VariantName: "AllTraffic",
                    ModelName: "conformance",
                    InitialInstanceCount: 1,
                    InstanceType: "ml.m5.large",
                    InitialVariantWeight: 1,
                    VolumeSizeInGB: 1,
                    ModelDataDownloadTimeoutInSeconds: 60,
                    ContainerStartupHealthCheckTimeoutInSeconds: 60,
                },
            ],
            ExecutionRoleArn: RoleArn,
            Tags: tags,
        },
        DescribeEndpointConfig: { EndpointConfigName: "conformance" },
        ListEndpointConfigs: listed,
        DeleteEndpointConfig: { EndpointConfigName: "conformance" },
        CreateEndpoint: { EndpointName: "conformance", EndpointConfigName: "conformance", Tags: tags },
        DescribeEndpoint: { EndpointName: "conformance" },
        ListEndpoints: { ...listed, StatusEquals: "InService" },
        DeleteEndpoint: { EndpointName: "conformance" },
        ListInferenceComponents: { ...listed, StatusEquals: "InService", EndpointNameEquals: "a", VariantNameEquals: "a" },
        AddTags: { ResourceArn, Tags: tags },
        ListTags: { ResourceArn, MaxResults: 50 },
        DeleteTags: { ResourceArn, TagKeys: ["team"] },
    },
    logs: {
        DeleteLogGroup: { logGroupName: "/aws" },
        DescribeLogGroups: { logGroupNamePrefix: "/aws", limit: 1, nextToken: "a" },
        DescribeLogStreams: {
            logGroupName: "/aws",
            logStreamNamePrefix: "a",
            orderBy: "LogStreamName",
            descending: false,
            limit: 1,
            nextToken: "a",
        },
        GetLogEvents: {
            logGroupName: "/aws",
            logStreamName: "a",
            startTime: 1,
            endTime: 2,
            nextToken: "f/1",
            limit: 1,
            startFromHead: true,
        },
        FilterLogEvents: {
            logGroupName: "/aws",
            logStreamNames: ["a"],
            startTime: 1,
            endTime: 2,
            filterPattern: "a",
            nextToken: "a",
            limit: 1,
            startFromHead: true,
            interleaved: true,
            unmask: false,
        },
    },
    "service-quotas": {
        ListServiceQuotas: { ...quota, QuotaAppliedAtLevel: "ACCOUNT", MaxResults: 10, NextToken: "YQ==" },
        ListAWSDefaultServiceQuotas: { ServiceCode: "sagemaker", MaxResults: 10, NextToken: "YQ==" },
        GetServiceQuota: { ...quota, ContextId: "a" },
        GetAWSDefaultServiceQuota: quota,
        RequestServiceQuotaIncrease: { ...quota, DesiredValue: 2, SupportCaseAllowed: true },
        ListRequestedServiceQuotaChangeHistoryByQuota: {
            ...quota,
            Status: "PENDING",
            QuotaRequestedAtLevel: "ACCOUNT",
            MaxResults: 10,
            NextToken: "YQ==",
        },
    },
    pricing: {
        GetProducts: {
            ServiceCode: "AmazonSageMaker",
            Filters: [{ Type: "TERM_MATCH", Field: "component", Value: "Training" }],
            FormatVersion: "aws_v1",
            NextToken: "1",
            MaxResults: 10,
        },
    },
    cloudwatch: {
        GetMetricData: {
            MetricDataQueries: [{ Id: "q", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" }, ReturnData: true }],
            StartTime: 1_700_000_000,
            EndTime: 1_700_000_060,
            ScanBy: "TimestampAscending",
        },
        ListMetrics: { Namespace: "Own", MetricName: "loss", Dimensions: [{ Name: "job", Value: "a" }] },
        PutMetricData: { Namespace: "Own", MetricData: [{ MetricName: "loss", Dimensions: metric.Dimensions, Value: 1 }] },
    },
};
