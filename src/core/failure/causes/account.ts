import { quotaSentence, readQuotaMessage } from "../../instance/quotaMessage.ts";
import { type CauseRule, CHOOSE_ROLE, inReason, PREFLIGHT, said, subjectOf, WITH_CHANGES } from "../clues.ts";

/** What an account lacks: quota, capacity, permission, a way to a service. */
export const ACCOUNT_CAUSES: readonly CauseRule[] = [
    {
        id: "quota",
        find: inReason(/ResourceLimitExceeded|account-level service limit/i),
        explain(_found, { reason }) {
            const quota = readQuotaMessage(reason);
            return {
                cause: `A quota of the account is reached.${quota === undefined ? "" : ` ${quotaSentence(quota)}`}`,
                fix: "Ask AWS for more, wait until something else that counts to it has ended, or choose an instance type whose quota is free.",
                way: { label: "Request Quota Increase…", command: "rustSagemaker.quota.requestIncrease", takes: "nothing" },
            };
        },
    },
    {
        id: "capacity",
        find: inReason(/CapacityError|InsufficientInstanceCapacity|Unable to provision requested ML compute capacity/i),
        explain: (_found, { evidence }) => ({
            cause: `AWS had no ${evidence.instanceType ?? "instance of this type"} free in the region. That is no quota of yours.`,
            fix: "Try again in some minutes, or take another size, another type or another region.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "role",
        find: inReason(/Could not assume role|role .{0,300} cannot be assumed|exists and allows principal/i),
        explain: () => ({
            cause: "SageMaker may not take on the execution role.",
            fix: "The role has to exist in this account, and its trust policy has to let sagemaker.amazonaws.com assume it. A role that was just made takes some seconds to count.",
            way: CHOOSE_ROLE,
        }),
    },
    {
        id: "kms",
        find: inReason(/KMSAccessDenied|\bkms:\w{3,40}|KMS key/i),
        explain: (found, clues) => ({
            cause: `A KMS key refused what the ${subjectOf(clues)} needs (${found}).`,
            fix: "Let the execution role use the key, in the key's policy or in the role's: kms:Decrypt, kms:GenerateDataKey and, for volumes, kms:CreateGrant.",
            way: CHOOSE_ROLE,
        }),
    },
    {
        id: "vpc",
        find: inReason(/route to an S3 VPC endpoint|NAT device/i),
        explain: (_found, clues) => ({
            cause: `The subnets of the ${subjectOf(clues)} have no way to S3.`,
            fix: "Give their route table an S3 gateway endpoint or a NAT gateway, and endpoints for ECR and CloudWatch Logs, or do without a VPC.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "data",
        find: inReason(/No S3 objects found|Failed to download data|NoSuchKey|S3 ?Prefix .{0,300}(?:empty|not exist)/i),
        explain: (_found, { evidence: { kind } }) =>
            kind === "endpoint"
                ? {
                      cause: "The model names an artifact that is not in S3.",
                      fix: "Look at the S3 address of its artifact, which the execution role has to be allowed to read.",
                      way: WITH_CHANGES,
                  }
                : {
                      cause: "A channel of the job names nothing that is in S3.",
                      fix: "Look at the channels' S3 addresses: a prefix has to hold at least one object, and the execution role has to be allowed to read it.",
                      way: WITH_CHANGES,
                  },
    },
    {
        id: "model",
        find: inReason(/Could not find model data|model\.tar\.gz.{0,300}(?:not found|does not exist|404|no such)/i),
        explain: () => ({
            cause: "There is no model.tar.gz where the model says that there is one.",
            fix: "The training job wrote nothing to /opt/ml/model, or its artifact was deleted. Have the job save its model there, and deploy a job that did.",
        }),
    },
    {
        id: "mediaType",
        find: inReason(/Unsupported manifest media type/i),
        explain: () => ({
            cause: "SageMaker does not take the form of the image's manifest.",
            fix: "Put its manifest again in the form that SageMaker takes, or build and push it with this extension, which does so by itself.",
            way: PREFLIGHT,
        }),
    },
    {
        id: "image",
        find: inReason(/CannotPull|image .{0,300}(?:does not exist|not found)|ensure (?:that )?the image exists/i),
        explain: (_found, clues) => ({
            cause: "SageMaker could not fetch the image.",
            fix: `It has to be in ECR in the region of the ${subjectOf(clues)}, and the execution role has to be allowed ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:GetAuthorizationToken.`,
            way: PREFLIGHT,
        }),
    },
    {
        id: "denied",
        find: said(/is not authorized to perform: ?[\w:*-]{3,80}|AccessDenied/i),
        explain: (found, clues) => ({
            cause: `The execution role may not do what the ${subjectOf(clues)} needs: ${/perform: ?([\w:*-]{3,80})/.exec(found)?.[1] ?? "access was denied"}.`,
            fix: "Allow it in the role's policy, or choose a role that has it.",
            way: CHOOSE_ROLE,
        }),
    },
];
