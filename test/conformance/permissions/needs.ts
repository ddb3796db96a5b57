import type { Exchange } from "../../host/aws/recording.ts";

/** What a call has to be allowed: an action of IAM, on a resource. */
export interface Need {
    readonly action: string;
    /** The ARN that IAM compares, from what was asked; `*` for actions that know no resource. */
    readonly resource: (asked: Asked) => string;
}

/** A call as far as its resource can be read from it. */
export interface Asked {
    readonly region: string;
    /** The request in JSON, or the fields of its form; empty for S3. */
    readonly input: Readonly<Record<string, unknown>>;
    /** Of S3. */
    readonly bucket: string;
    readonly key: string;
}

const ACCOUNT = "123456789012";

const all = () => "*";
const arn =
    (service: string, kind: string, member: string) =>
    ({ region, input }: Asked): string =>
        `arn:aws:${service}:${region}:${ACCOUNT}:${kind}/${String(input[member])}`;
const job = arn("sagemaker", "training-job", "TrainingJobName");
const model = arn("sagemaker", "model", "ModelName");
const config = arn("sagemaker", "endpoint-config", "EndpointConfigName");
const endpoint = arn("sagemaker", "endpoint", "EndpointName");
const component = arn("sagemaker", "inference-component", "InferenceComponentName");
const repository = arn("ecr", "repository", "repositoryName");
const tagged = ({ input }: Asked): string => String(input["ResourceArn"]);
const logGroup = ({ region, input }: Asked): string =>
    `arn:aws:logs:${region}:${ACCOUNT}:log-group:${String(input["logGroupName"])}:*`;
const tailed = ({ input }: Asked): string => `${[input["logGroupIdentifiers"]].flat().join()}:*`;
const bucket = (asked: Asked): string => `arn:aws:s3:::${asked.bucket}`;
const object = (asked: Asked): string => `arn:aws:s3:::${asked.bucket}/${asked.key}`;
const role = ({ input }: Asked): string => `arn:aws:iam::${ACCOUNT}:role/${String(input["RoleName"])}`;
const passed = ({ input }: Asked): string => String(input["RoleArn"] ?? input["ExecutionRoleArn"]);
const principal = ({ input }: Asked): string => String(input["PolicySourceArn"]);

const one = (action: string, resource: Need["resource"]): readonly Need[] => [{ action, resource }];

/**
 * What IAM asks for each operation that the extension calls. Most actions have the operation's name; the exceptions are of S3 and CloudWatch,
 * and SageMaker's create calls, which pass a role and tag what they make. From memory of AWS's Service Authorization Reference: it
 * could not be confirmed against IAM itself.
 */
export const NEEDS: Readonly<Record<string, readonly Need[]>> = {
    ListTrainingJobs: one("sagemaker:ListTrainingJobs", all),
    ListEndpoints: one("sagemaker:ListEndpoints", all),
    ListModels: one("sagemaker:ListModels", all),
    ListEndpointConfigs: one("sagemaker:ListEndpointConfigs", all),
    ListInferenceComponents: one("sagemaker:ListInferenceComponents", all),
    ListTags: one("sagemaker:ListTags", tagged),
    DescribeTrainingJob: one("sagemaker:DescribeTrainingJob", job),
    DescribeModel: one("sagemaker:DescribeModel", model),
    DescribeEndpointConfig: one("sagemaker:DescribeEndpointConfig", config),
    DescribeEndpoint: one("sagemaker:DescribeEndpoint", endpoint),
    CreateTrainingJob: [
        { action: "sagemaker:CreateTrainingJob", resource: job },
        { action: "sagemaker:AddTags", resource: job },
        { action: "iam:PassRole", resource: passed },
    ],
    StopTrainingJob: one("sagemaker:StopTrainingJob", job),
    UpdateTrainingJob: one("sagemaker:UpdateTrainingJob", job),
    DeleteTrainingJob: one("sagemaker:DeleteTrainingJob", job),
    CreateModel: [
        { action: "sagemaker:CreateModel", resource: model },
        { action: "sagemaker:AddTags", resource: model },
        { action: "iam:PassRole", resource: passed },
    ],
    CreateEndpointConfig: [
        { action: "sagemaker:CreateEndpointConfig", resource: config },
        { action: "sagemaker:AddTags", resource: config },
    ],
    CreateEndpoint: [
        { action: "sagemaker:CreateEndpoint", resource: endpoint },
        { action: "sagemaker:CreateEndpoint", resource: config },
        { action: "sagemaker:AddTags", resource: endpoint },
    ],
    DeleteModel: one("sagemaker:DeleteModel", model),
    DeleteEndpointConfig: one("sagemaker:DeleteEndpointConfig", config),
    DeleteEndpoint: one("sagemaker:DeleteEndpoint", endpoint),
    DeleteInferenceComponent: one("sagemaker:DeleteInferenceComponent", component),
    InvokeEndpoint: one("sagemaker:InvokeEndpoint", endpoint),
    DescribeLogStreams: one("logs:DescribeLogStreams", logGroup),
    GetLogEvents: one("logs:GetLogEvents", logGroup),
    FilterLogEvents: one("logs:FilterLogEvents", logGroup),
    StartLiveTail: one("logs:StartLiveTail", tailed),
    DeleteLogGroup: one("logs:DeleteLogGroup", logGroup),
    GetMetricData: one("cloudwatch:GetMetricData", all),
    ListServiceQuotas: one("servicequotas:ListServiceQuotas", all),
    ListAWSDefaultServiceQuotas: one("servicequotas:ListAWSDefaultServiceQuotas", all),
    ListRequestedServiceQuotaChangeHistoryByQuota: one("servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota", all),
    RequestServiceQuotaIncrease: one(
        "servicequotas:RequestServiceQuotaIncrease",
        ({ region, input }) => `arn:aws:servicequotas:${region}:${ACCOUNT}:sagemaker/${String(input["QuotaCode"])}`,
    ),
    GetProducts: one("pricing:GetProducts", all),
    GetCallerIdentity: [], // it is the one call that nobody can be denied
    ListRoles: one("iam:ListRoles", all),
    GetRole: one("iam:GetRole", role),
    SimulatePrincipalPolicy: one("iam:SimulatePrincipalPolicy", principal),
    CreateRole: [
        { action: "iam:CreateRole", resource: role },
        { action: "iam:TagRole", resource: role },
    ],
    PutRolePolicy: one("iam:PutRolePolicy", role),
    DeleteRolePolicy: one("iam:DeleteRolePolicy", role),
    DeleteRole: one("iam:DeleteRole", role),
    HeadBucket: one("s3:ListBucket", bucket),
    ListObjectsV2: one("s3:ListBucket", bucket),
    CreateBucket: one("s3:CreateBucket", bucket),
    PutPublicAccessBlock: one("s3:PutBucketPublicAccessBlock", bucket),
    PutBucketEncryption: one("s3:PutEncryptionConfiguration", bucket),
    HeadObject: one("s3:GetObject", object),
    GetObject: one("s3:GetObject", object),
    PutObject: one("s3:PutObject", object),
    CreateMultipartUpload: one("s3:PutObject", object),
    UploadPart: one("s3:PutObject", object),
    CompleteMultipartUpload: one("s3:PutObject", object),
    AbortMultipartUpload: one("s3:AbortMultipartUpload", object),
    ListParts: one("s3:ListMultipartUploadParts", object),
    DescribeRepositories: one("ecr:DescribeRepositories", all),
    CreateRepository: one("ecr:CreateRepository", repository),
    PutLifecyclePolicy: one("ecr:PutLifecyclePolicy", repository),
    DescribeImages: one("ecr:DescribeImages", repository),
    BatchGetImage: one("ecr:BatchGetImage", repository),
    GetDownloadUrlForLayer: one("ecr:GetDownloadUrlForLayer", repository),
    PutImage: one("ecr:PutImage", repository),
    BatchDeleteImage: one("ecr:BatchDeleteImage", repository),
    GetAuthorizationToken: one("ecr:GetAuthorizationToken", all),
};

/** What the container engine needs of ECR's registry to push and to pull, which no call of the extension shows. */
export const ENGINE_NEEDS: readonly string[] = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
];

/** Reads a call's resource out of what was recorded of it. */
export function askedIn({ protocol, region, url, requestBody = "" }: Exchange): Asked {
    const body = Buffer.from(requestBody, "base64").toString();
    const [, bucketPart = "", keyPart = ""] = /^\/([^/?]*)\/?([^?]*)/.exec(url) ?? [];
    const located = { region, bucket: decodeURIComponent(bucketPart), key: decodeURIComponent(keyPart) };
    switch (protocol) {
        case "json":
            return { ...located, input: JSON.parse(body || "{}") };
        case "query":
            return { ...located, input: Object.fromEntries(new URLSearchParams(body)) };
        case "rest-json":
            return { ...located, input: { EndpointName: /^\/endpoints\/([^/]+)/.exec(url)?.[1] } };
        case "rest-xml":
            return { ...located, input: {} };
    }
}
