import { parseImageReference } from "../image/imageReference.ts";
import { parseS3Uri } from "../objectStore.ts";
import { policyOf } from "./executionRolePolicy.ts";
import { isAlias, KEY, keyArn, LOG, NETWORK, PULL, type Right, type Scope } from "./rights.ts";
import type { NewRole } from "./roles.ts";
import { TRUST_POLICY } from "./trust.ts";

/** What a role is to reach. */
export interface Reach {
    readonly buckets: readonly string[];
    /** Of ECR, in the account and region. */
    readonly repositories: readonly string[];
    /** Keys of KMS, by ID, ARN or alias; a new role may use none that is named by an alias, whose ID is not known. */
    readonly keys: readonly string[];
    /** Whether it is to enter networks of the account. */
    readonly isInVpc: boolean;
}

/** What somebody starts who reaches something by it: a job or an endpoint. */
interface Started {
    readonly image: string;
    readonly outputKmsKey?: string;
    readonly volumeKmsKey?: string;
    readonly vpc?: unknown;
}

/** A role by its name, which reaches this and nothing else of the account. */
export interface RoleReach extends Reach {
    readonly name: string;
}

/** What is reached by whoever uses these S3 URIs and starts this, with the image that is yet to be pushed to a repository where there is none. */
export function reachOf(uris: readonly string[], started: Started, newRepository: string | undefined): Reach {
    const buckets = uris.flatMap((uri) => parseS3Uri(uri)?.bucket ?? []);
    const repository = newRepository ?? parseImageReference(started.image)?.repository;
    const keys = [started.outputKmsKey, started.volumeKmsKey].filter((key) => key !== undefined);
    return {
        buckets: [...new Set(buckets)],
        repositories: repository === undefined ? [] : [repository],
        keys: [...new Set(keys)],
        isInVpc: started.vpc !== undefined,
    };
}

/** The role that lets training jobs and endpoints read and write these buckets, run images of these repositories, use these keys, and be watched. */
export function newExecutionRole(reach: RoleReach, scope: Scope): NewRole {
    return {
        name: reach.name,
        description: "Execution role of SageMaker for the Rust on SageMaker extension",
        trust: TRUST_POLICY,
        policy: policyOf(rightsOf(reach, scope)),
        tags: { "rustSagemaker:createdBy": "Rust on SageMaker" },
    };
}

function rightsOf({ buckets, repositories, keys, isInVpc }: RoleReach, scope: Scope): readonly Right[] {
    const { partition, account, region } = scope;
    const right = (actions: readonly string[], resource: string): Right => ({ purpose: "run", actions, resource });
    return [
        ...buckets.map((bucket) => right(["s3:GetObject", "s3:PutObject"], `arn:${partition}:s3:::${bucket}/*`)),
        ...buckets.map((bucket) => right(["s3:ListBucket"], `arn:${partition}:s3:::${bucket}`)),
        right(["ecr:GetAuthorizationToken"], "*"),
        ...repositories.map((repository) => right(PULL, `arn:${partition}:ecr:${region}:${account}:repository/${repository}`)),
        ...["TrainingJobs", "Endpoints"].map((group) =>
            right(LOG, `arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/${group}*`),
        ),
        right(["cloudwatch:PutMetricData"], "*"),
        ...keys.filter((key) => !isAlias(key)).map((key) => right(KEY, keyArn(key, scope))),
        ...(isInVpc ? [right(NETWORK, "*")] : []),
    ];
}

/** Says what is wrong with the name of a role; undefined when nothing is. */
export function roleNameFault(name: string): string | undefined {
    return /^[\w+=,.@-]{1,64}$/.test(name) ? undefined : "1 to 64 letters, digits, and any of + = , . @ - _";
}

/** Says what is wrong with a list of buckets, separated by spaces; undefined when nothing is. */
export function bucketsFault(text: string): string | undefined {
    const wrong = wordsOf(text).find((word) => !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(word));
    return wordsOf(text).length === 0 ? "At least one bucket." : wrong && `This is no name of a bucket: ${wrong}`;
}

/** Says what is wrong with a list of repositories, separated by spaces; undefined when nothing is. */
export function repositoriesFault(text: string): string | undefined {
    const wrong = wordsOf(text).find((word) => !/^[a-z0-9][a-z0-9._/-]{1,255}$/.test(word));
    return wordsOf(text).length === 0 ? "At least one repository." : wrong && `This is no name of a repository: ${wrong}`;
}

/** The words of a list that was typed with spaces or commas between. */
export function wordsOf(text: string): readonly string[] {
    return text.split(/[\s,]+/).filter((word) => word !== "");
}
