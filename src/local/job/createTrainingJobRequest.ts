import * as z from "zod/mini";
import { EntityName, InstanceType, integer, KmsKeyId, list, RoleArn, S3Uri, stringMap, Tags, text } from "../protocol/shapes.ts";

const Channel = z.object({
    ChannelName: text({ min: 1, max: 64, pattern: "[A-Za-z0-9\\.\\-_]+" }),
    DataSource: z.object({
        S3DataSource: z.optional(
            z.object({
                S3DataType: z.enum(["ManifestFile", "S3Prefix", "AugmentedManifestFile", "Converse"]),
                S3Uri,
                S3DataDistributionType: z._default(z.enum(["FullyReplicated", "ShardedByS3Key"]), "FullyReplicated"),
            }),
        ),
        FileSystemDataSource: z.optional(z.unknown()),
    }),
    ContentType: z.optional(text({ max: 256, pattern: ".*" })),
    CompressionType: z._default(z.enum(["None", "Gzip"]), "None"),
    RecordWrapperType: z._default(z.enum(["None", "RecordIO"]), "None"),
    InputMode: z.optional(z.enum(["Pipe", "File", "FastFile"])),
    ShuffleConfig: z.optional(z.object({ Seed: z.int() })),
});

/** One input of a job. */
export type Channel = z.output<typeof Channel>;

const MetricDefinition = z.object({
    Name: text({ min: 1, max: 255, pattern: ".+" }),
    Regex: text({ min: 1, max: 500, pattern: ".+" }),
});

const AlgorithmSpecification = z.object({
    TrainingImage: z.optional(text({ max: 255, pattern: ".*" })),
    AlgorithmName: z.optional(text({ min: 1, max: 170, pattern: ".*" })),
    TrainingInputMode: z.enum(["Pipe", "File", "FastFile"]),
    MetricDefinitions: z.optional(list(MetricDefinition, 0, 40)),
    EnableSageMakerMetricsTimeSeries: z.optional(z.boolean()),
    ContainerEntrypoint: z.optional(list(text({ max: 256, pattern: ".*" }), 1, 100)),
    ContainerArguments: z.optional(list(text({ max: 256, pattern: ".*" }), 1, 100)),
});

/** A type that a job would run on, in order of preference. */
const InstancePreference = z.object({ InstanceType, InstanceCount: z.optional(z.int().check(z.gte(0))) });

const ResourceConfig = z.object({
    InstanceType: z.optional(InstanceType),
    InstanceCount: z.optional(z.int().check(z.gte(0))),
    VolumeSizeInGB: z.optional(z.int().check(z.gte(0))),
    VolumeKmsKeyId: z.optional(KmsKeyId),
    KeepAlivePeriodInSeconds: z.optional(integer(0, 21_600)),
    InstanceGroups: z.optional(z.array(z.unknown())),
    InstancePreferences: z.optional(list(InstancePreference, 1, 5)),
    TrainingPlanArn: z.optional(z.string()),
    /** What Describe answers once one of the preferences was chosen; a request has no say in it. */
    SelectedInstanceType: z.optional(InstanceType),
    SelectedInstanceCount: z.optional(z.int()),
});

const SecurityId = text({ max: 32, pattern: "[-0-9a-zA-Z]+" });

/** The input of CreateTrainingJob, as far as Local SageMaker reads it; what it does not name has no effect here. */
export const CreateTrainingJobRequest = z.object({
    TrainingJobName: EntityName,
    RoleArn,
    AlgorithmSpecification,
    HyperParameters: z._default(stringMap({ max: 256, pattern: ".*" }, { max: 2500, pattern: ".*" }, 100), {}),
    InputDataConfig: z._default(list(Channel, 1, 20), []),
    OutputDataConfig: z.object({
        S3OutputPath: S3Uri,
        KmsKeyId: z._default(KmsKeyId, ""),
        CompressionType: z._default(z.enum(["GZIP", "NONE"]), "GZIP"),
    }),
    ResourceConfig: z.optional(ResourceConfig),
    StoppingCondition: z._default(
        z.object({
            MaxRuntimeInSeconds: z._default(z.int().check(z.gte(1)), 86_400),
            MaxWaitTimeInSeconds: z.optional(z.int().check(z.gte(1))),
            MaxPendingTimeInSeconds: z.optional(integer(1800, 2_419_200)),
        }),
        { MaxRuntimeInSeconds: 86_400 },
    ),
    Environment: z._default(
        stringMap({ max: 512, pattern: "[a-zA-Z_][a-zA-Z0-9_]*" }, { max: 512, pattern: "[\\S\\s]*" }, 100),
        {},
    ),
    CheckpointConfig: z.optional(z.object({ S3Uri, LocalPath: z.optional(text({ max: 4096, pattern: ".*" })) })),
    RetryStrategy: z.optional(z.object({ MaximumRetryAttempts: integer(1, 30) })),
    VpcConfig: z.optional(z.object({ SecurityGroupIds: list(SecurityId, 1, 5), Subnets: list(SecurityId, 1, 16) })),
    EnableNetworkIsolation: z._default(z.boolean(), false),
    EnableInterContainerTrafficEncryption: z._default(z.boolean(), false),
    EnableManagedSpotTraining: z._default(z.boolean(), false),
    Tags: z.optional(Tags),
});

/** A training job as it was asked for, with SageMaker's defaults filled in. */
export type CreateTrainingJobRequest = z.output<typeof CreateTrainingJobRequest>;
