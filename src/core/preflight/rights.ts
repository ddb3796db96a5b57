import { ecrRegistry, parseImageReference } from "../image/imageReference.ts";
import type { TrainingPlan } from "../job/trainingPlan.ts";
import { parseS3Uri } from "../objectStore.ts";
import { readArn } from "./arn.ts";
import type { EndpointPlan } from "./preflight.ts";
import { SAGEMAKER } from "./trust.ts";

/** What somebody may be asked to be allowed: each of the actions on the resource. */
export interface Right {
    /** What it is for, to stand after "may": `read s3://bucket/data`. */
    readonly purpose: string;
    readonly actions: readonly string[];
    /** ARN, with wildcards, or `*`. */
    readonly resource: string;
    /** Condition key → value that the action is asked with. */
    readonly context?: Readonly<Record<string, string>>;
}

/** Where the rights are asked for. */
export interface Scope {
    readonly partition: string;
    readonly account: string;
    readonly region: string;
}

// The actions are those that AWS's documentation of execution roles names for training jobs and for models. They could not be compared with
// AWS here.
/** To fetch the images of a repository. */
export const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];
/** To write a log. */
export const LOG = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
/** To use a key of KMS. */
export const KEY = ["kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"];
/** To enter networks of the account. */
export const NETWORK = [
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeVpcs",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
];

/** The rights as they are asked for in a region, which is what most conditions of policies are about. IAM itself is in none. */
export function inRegion(rights: readonly Right[], region: string): readonly Right[] {
    return rights.map((right) =>
        right.actions.some((action) => action.startsWith("iam:"))
            ? right
            : { ...right, context: { "aws:RequestedRegion": region, ...right.context } },
    );
}

/** What the execution role of a training job has to be allowed. */
export function trainingRights(plan: TrainingPlan, scope: Scope): readonly Right[] {
    const keys = [plan.outputKmsKey, plan.volumeKmsKey].filter((key) => key !== undefined);
    return [
        ...[...plan.inputs.values()].flatMap(({ uri }) => readRights(uri, scope)),
        ...writeRights(plan.output, "s3:PutObject", scope),
        ...(plan.checkpoints
            ? [...readRights(plan.checkpoints.uri, scope), ...writeRights(plan.checkpoints.uri, "s3:PutObject", scope)]
            : []),
        ...runRights(plan, "TrainingJobs", keys, scope),
    ];
}

/** What the execution role of an endpoint's model has to be allowed. */
export function endpointRights(plan: EndpointPlan, scope: Scope): readonly Right[] {
    const keys = [plan.volumeKmsKey].filter((key) => key !== undefined);
    return [...readRights(plan.modelArtifact, scope), ...runRights(plan, "Endpoints", keys, scope)];
}

/** What whoever starts a training job has to be allowed, and uploads the data of some of its channels before. */
export function trainingCallerRights(
    { roleArn, name, inputs }: TrainingPlan,
    uploaded: Iterable<string>,
    scope: Scope,
): readonly Right[] {
    const uris = Array.from(uploaded, (channel) => inputs.get(channel)?.uri ?? "");
    return [
        ...passRole(roleArn),
        createRight("training jobs", "CreateTrainingJob", `training-job/${name}`, scope),
        ...uris.flatMap((uri) => writeRights(uri, "s3:PutObject", scope)),
    ];
}

/** What whoever puts a model behind an endpoint has to be allowed. */
export function endpointCallerRights({ roleArn, name }: EndpointPlan, scope: Scope): readonly Right[] {
    return [
        ...passRole(roleArn),
        createRight("models", "CreateModel", `model/${name}`, scope),
        createRight("endpoint configs", "CreateEndpointConfig", `endpoint-config/${name}`, scope),
        createRight("endpoints", "CreateEndpoint", `endpoint/${name}`, scope),
    ];
}

/** Where no role is chosen yet, or its ARN is none, another check says so, and IAM would not take the question. */
function passRole(roleArn: string): readonly Right[] {
    return !roleArn.startsWith("arn:")
        ? []
        : [
              {
                  purpose: "pass the execution role to SageMaker",
                  actions: ["iam:PassRole"],
                  resource: roleArn,
                  context: { "iam:PassedToService": SAGEMAKER },
              },
          ];
}

function createRight(what: string, operation: string, resource: string, { partition, account, region }: Scope): Right {
    return {
        purpose: `create ${what}`,
        actions: [`sagemaker:${operation}`, "sagemaker:AddTags"], // everything is made with tags
        resource: `arn:${partition}:sagemaker:${region}:${account}:${resource}`,
    };
}

function readRights(uri: string, { partition }: Scope): readonly Right[] {
    const at = parseS3Uri(uri);
    return at === undefined
        ? []
        : [
              { purpose: `read ${uri}`, actions: ["s3:GetObject"], resource: `arn:${partition}:s3:::${at.bucket}/${at.prefix}*` },
              { purpose: `list s3://${at.bucket}`, actions: ["s3:ListBucket"], resource: `arn:${partition}:s3:::${at.bucket}` },
          ];
}

function writeRights(uri: string, action: string, { partition }: Scope): readonly Right[] {
    const at = parseS3Uri(uri);
    return at === undefined
        ? []
        : [{ purpose: `write to ${uri}`, actions: [action], resource: `arn:${partition}:s3:::${at.bucket}/${at.prefix}*` }];
}

interface Runs {
    readonly image: string;
    readonly vpc?: unknown;
}

function runRights(
    { image, vpc }: Runs,
    group: string,
    keys: readonly string[],
    { partition, account, region }: Scope,
): readonly Right[] {
    const logs = `arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/${group}`;
    return [
        ...imageRights(image, partition),
        { purpose: "write its log", actions: LOG, resource: `${logs}*` },
        { purpose: "write its metrics", actions: ["cloudwatch:PutMetricData"], resource: "*" },
        ...[...new Set(keys)].map((key) => ({
            purpose: `use the key ${key}`,
            actions: KEY,
            resource: keyArn(key, { partition, account, region }),
        })),
        ...(vpc === undefined ? [] : [{ purpose: "enter its network", actions: NETWORK, resource: "*" }]),
    ];
}

/** The ARN of a key of KMS that is named by its ARN, its ID or an alias. */
export function keyArn(key: string, { partition, account, region }: Scope): string {
    return key.startsWith("arn:")
        ? key
        : `arn:${partition}:kms:${region}:${account}:${key.startsWith("alias/") ? "" : "key/"}${key}`;
}

/** Whether a key is named by an alias, or its ARN: policies name keys by their IDs, and an alias says nothing of those. */
export function isAlias(key: string): boolean {
    const arn = readArn(key);
    return key.startsWith("alias/") || (arn?.service === "kms" && arn.resource.startsWith("alias/"));
}

function imageRights(image: string, partition: string): readonly Right[] {
    const reference = parseImageReference(image);
    const registry = reference?.registry === undefined ? undefined : ecrRegistry(reference.registry);
    return reference === undefined || registry === undefined
        ? []
        : [
              { purpose: "sign in to the registry", actions: ["ecr:GetAuthorizationToken"], resource: "*" },
              {
                  purpose: `fetch images of ${reference.repository}`,
                  actions: PULL,
                  resource: `arn:${partition}:ecr:${registry.region}:${registry.account}:repository/${reference.repository}`,
              },
          ];
}
