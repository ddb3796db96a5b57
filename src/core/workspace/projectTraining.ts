import * as z from "zod/mini";
import { INSTANCE_TYPE } from "../resourceName.ts";
import { described } from "./described.ts";

/** SageMaker ends a training job after 28 days at the latest. */
export const MAX_RUNTIME_SECONDS = 2_419_200;

/** SageMaker keeps the instances of an ended job for six hours at the longest. */
export const MAX_WARM_POOL_SECONDS = 21_600;

/** The form of an S3 URI: a bucket, and mostly a prefix. */
export const S3_URI = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/.*)?$/;

/** The form of the ARN of an IAM role, as SageMaker's API takes it. */
export const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;

/** The form of a bucket's name. */
export const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const seconds = (minimum: number, maximum: number) => z.int().check(z.minimum(minimum), z.maximum(maximum));
const text = z.string().check(z.minLength(1));

const Folder = described(text, "A folder of files to train on, relative to this file; a launch uploads it.");
const S3Uri = described(z.string().check(z.regex(S3_URI)), "An S3 URI, such as s3://bucket/prefix/.");
const channelSettings = {
    mode: described(
        z.optional(z.enum(["File", "FastFile"])),
        "Whether the job's data is copied before it starts (File) or read from S3 while it runs (FastFile). By default File.",
    ),
    sharded: described(z.optional(z.boolean()), "Whether each instance gets its share of the files. By default each gets all."),
    contentType: described(z.optional(text), "The content type that the job is told."),
};
const FolderChannel = z.strictObject({ folder: Folder, ...channelSettings });
const S3Channel = z.strictObject({ s3: S3Uri, ...channelSettings });
const Channel = z.union([Folder, FolderChannel, S3Channel], {
    error: 'a channel is a folder, {"folder": "…"} or {"s3": "s3://…"}, with mode, sharded and contentType beside it',
});
/** A channel of sagemaker.json: a folder, or an object that names a folder or an S3 URI. */
export type ChannelSetting = z.infer<typeof Channel>;

const ChannelName = z.string().check(z.regex(/^[A-Za-z0-9.\-_]{1,64}$/));
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Metric = z.strictObject({
    name: described(z.string().check(z.minLength(1), z.maxLength(255)), "The metric's name, in CloudWatch and in the panel."),
    regex: described(
        z.string().check(z.minLength(1), z.maxLength(500)),
        "Matched against each line of the log; the first group is the value.",
    ),
});
const InstanceType = z.string().check(z.regex(INSTANCE_TYPE));

const Spot = z.strictObject({
    maxWaitSeconds: described(
        seconds(1, MAX_RUNTIME_SECONDS),
        "The longest time from launch to end, with all waits for capacity; at least maxRuntimeSeconds.",
    ),
});

const Vpc = z.strictObject({
    subnets: described(z.array(text).check(z.minLength(1), z.maxLength(16)), "Ids of subnets, such as subnet-0123."),
    securityGroups: described(z.array(text).check(z.minLength(1), z.maxLength(5)), "Ids of security groups, such as sg-0123."),
});

const EnvironmentName = z.string().check(z.regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.maxLength(512));

/** The block `training` of sagemaker.json. */
export const Training = z.strictObject({
    bin: described(z._default(z.string(), "train"), "The binary that trains."),
    channels: described(
        z._default(z.record(ChannelName, Channel), {}),
        "Channel → folder or S3 URI; a job finds it at /opt/ml/input/data/CHANNEL.",
    ),
    hyperparameters: described(
        z._default(z.record(z.string().check(z.maxLength(256)), Scalar), {}),
        "Defaults that a launch offers. SageMaker hands them to the job as strings.",
    ),
    metrics: described(z._default(z.array(Metric).check(z.maxLength(40)), []), "What SageMaker finds in the log of a job."),
    maxRuntimeSeconds: described(
        z._default(seconds(1, MAX_RUNTIME_SECONDS), 3600),
        "SageMaker stops the job after so many seconds.",
    ),
    instanceType: described(z._default(InstanceType, "ml.m5.large"), "The instance type of training jobs, such as ml.g5.xlarge."),
    instanceTypes: described(
        z.optional(z.array(InstanceType).check(z.minLength(1))),
        "Instance types to try in turn where AWS has no capacity for the one before. Takes the place of instanceType.",
    ),
    instanceCount: described(z.optional(z.int().check(z.minimum(1))), "How many instances train together. By default 1."),
    volumeGib: described(
        z.optional(z.int().check(z.minimum(1))),
        "Size of each instance's volume in GiB, by default 30. Instances with NVMe storage of their own ignore it.",
    ),
    spot: described(z.optional(Spot), "Trains on spare capacity for less; AWS may interrupt the job and start it again."),
    checkpoints: described(
        z.optional(z.union([z.boolean(), S3Uri])),
        "Keeps /opt/ml/checkpoints in S3 while the job runs: true, or an S3 URI.",
    ),
    warmPoolSeconds: described(
        z.optional(seconds(0, MAX_WARM_POOL_SECONDS)),
        "Keeps the instances for the next job. The time is billed.",
    ),
    vpc: described(z.optional(Vpc), "The network of your own that the job runs in."),
    outputKmsKey: described(z.optional(text), "The KMS key that encrypts the model in S3."),
    volumeKmsKey: described(z.optional(text), "The KMS key that encrypts the instances' volumes."),
    networkIsolation: described(z.optional(z.boolean()), "Lets nothing in or out of the job's containers."),
    tags: described(
        z.optional(z.record(z.string().check(z.minLength(1), z.maxLength(128)), z.string().check(z.maxLength(256)))),
        "Tags of the job.",
    ),
    environment: described(
        z.optional(z.record(EnvironmentName, z.string().check(z.maxLength(512)))),
        "Environment variables of the job. Whoever may describe the job can read them: no place for secrets.",
    ),
    role: described(
        z.optional(z.string().check(z.regex(ROLE_ARN))),
        "ARN of the role that the job runs under; by default the one that each user has chosen.",
    ),
    bucket: described(
        z.optional(z.string().check(z.regex(BUCKET))),
        "The bucket for data and models; by default sagemaker-REGION-ACCOUNT.",
    ),
    budgetUsd: described(
        z.optional(z.number().check(z.positive())),
        "The most that a job may cost in US dollars; turned into a run time where the price of the instance is known.",
    ),
});
/** What sagemaker.json says about training. */
export type Training = z.infer<typeof Training>;
