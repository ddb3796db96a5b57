import { ENGINE_NEEDS } from "./needs.ts";

/** A statement of a policy that allows. */
export interface Statement {
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: readonly string[] | "*";
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a user does, and the permissions that it takes. */
export interface Activity {
    readonly title: string;
    readonly statements: readonly Statement[];
}

const allow = (Resource: Statement["Resource"], ...Action: string[]): Statement => ({ Effect: "Allow", Action, Resource });
const sagemaker = (...kinds: string[]) => kinds.map((kind) => `arn:aws:sagemaker:*:ACCOUNT:${kind}/*`);
const BUCKET = "arn:aws:s3:::BUCKET";
const OBJECTS = "arn:aws:s3:::BUCKET/*";
const ROLE = "arn:aws:iam::ACCOUNT:role/ROLE";
const LOGS = "arn:aws:logs:*:ACCOUNT:log-group:/aws/sagemaker/*:*";
const REPOSITORIES = "arn:aws:ecr:*:ACCOUNT:repository/*";

const passRole: Statement = {
    ...allow([ROLE], "iam:PassRole"),
    Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
};

/** The least that each activity needs. Resources are as narrow as the action allows; the words in capitals are for the user to replace. */
export const ACTIVITIES: readonly Activity[] = [
    {
        title: "Watch jobs, endpoints, logs, metrics and costs",
        statements: [
            allow(
                "*",
                "sagemaker:ListTrainingJobs",
                "sagemaker:ListEndpoints",
                "sagemaker:ListModels",
                "cloudwatch:GetMetricData",
                "pricing:GetProducts",
            ),
            allow(
                sagemaker("training-job", "model", "endpoint-config", "endpoint"),
                "sagemaker:DescribeTrainingJob",
                "sagemaker:DescribeModel",
                "sagemaker:DescribeEndpointConfig",
                "sagemaker:DescribeEndpoint",
                "sagemaker:ListTags",
            ),
            allow([LOGS], "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:StartLiveTail"),
        ],
    },
    {
        title: "Launch, stop and run training jobs again",
        statements: [
            allow(
                sagemaker("training-job"),
                "sagemaker:CreateTrainingJob",
                "sagemaker:AddTags",
                "sagemaker:StopTrainingJob",
                "sagemaker:UpdateTrainingJob",
            ),
            passRole,
            allow([ROLE], "iam:GetRole"),
            allow(["arn:aws:iam::ACCOUNT:role/*", "arn:aws:iam::ACCOUNT:user/*"], "iam:SimulatePrincipalPolicy"),
            allow("*", "iam:ListRoles", "servicequotas:ListServiceQuotas", "servicequotas:ListAWSDefaultServiceQuotas"),
            allow([BUCKET], "s3:ListBucket"),
            allow([OBJECTS], "s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
            allow([REPOSITORIES], "ecr:DescribeImages", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
        ],
    },
    {
        title: "Deploy, ask and delete endpoints",
        statements: [
            allow(
                sagemaker("model", "endpoint-config", "endpoint"),
                "sagemaker:CreateModel",
                "sagemaker:CreateEndpointConfig",
                "sagemaker:CreateEndpoint",
                "sagemaker:AddTags",
                "sagemaker:DeleteModel",
                "sagemaker:DeleteEndpointConfig",
                "sagemaker:DeleteEndpoint",
                "sagemaker:InvokeEndpoint",
            ),
            allow(sagemaker("inference-component"), "sagemaker:DeleteInferenceComponent"),
            allow("*", "sagemaker:ListEndpointConfigs", "sagemaker:ListInferenceComponents"),
            allow([LOGS], "logs:DeleteLogGroup"),
            passRole,
        ],
    },
    {
        title: "Build and push images",
        statements: [
            allow("*", "ecr:GetAuthorizationToken", "ecr:DescribeRepositories"),
            allow(
                [REPOSITORIES],
                "ecr:DescribeImages",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
                "ecr:PutImage",
                "ecr:BatchDeleteImage",
                "ecr:CreateRepository",
                "ecr:PutLifecyclePolicy",
                ...ENGINE_NEEDS,
            ),
        ],
    },
    {
        title: "Create a bucket or an execution role, or request a higher quota, each only when you ask for it",
        statements: [
            allow([BUCKET], "s3:CreateBucket", "s3:PutBucketPublicAccessBlock", "s3:PutEncryptionConfiguration"),
            allow([ROLE], "iam:CreateRole", "iam:TagRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:DeleteRole"),
            allow(["arn:aws:servicequotas:*:ACCOUNT:sagemaker/*"], "servicequotas:RequestServiceQuotaIncrease"),
            allow("*", "servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota"),
        ],
    },
];

/** A policy document as IAM takes it. */
export const documentOf = ({ statements }: Activity) => ({ Version: "2012-10-17", Statement: statements });
