import type { CallerIdentity } from "../account/identity.ts";
import { ROLE_ARN } from "../workspace/projectTraining.ts";
import { readArn } from "./arn.ts";
import type { Finding } from "./finding.ts";
import { isAlias } from "./rights.ts";
import type { Lack, Role } from "./roles.ts";
import { trustsSageMaker } from "./trust.ts";

const CHOOSE = { kind: "chooseRole", label: "Choose a Role…" } as const;

/** So many missing rights are named; more would not be read. */
const MOST_NAMED = 3;

/** Judges an execution role by itself: whether it is there, belongs to the account and trusts SageMaker. */
export function roleFinding(roleArn: string, identity: CallerIdentity, role: Role | undefined): Finding<never> {
    if (!ROLE_ARN.test(roleArn)) {
        return fail(roleArn === "" ? "No execution role is chosen." : `This is no ARN of a role: ${roleArn}.`);
    }
    const owner = readArn(roleArn)?.account;
    if (owner !== identity.account) {
        return fail(
            `The role belongs to account ${owner}, and SageMaker takes only roles of its own account, ${identity.account}.`,
        );
    }
    if (role === undefined) {
        return fail(`There is no such role in the account: ${roleArn}.`);
    }
    // IAM finds a role by its name alone, SageMaker takes it by its path, too.
    if (role.arn !== roleArn) {
        return fail(`There is no such role in the account: ${roleArn}. The one of this name is ${role.arn}.`);
    }
    return trustsSageMaker(role.trust)
        ? { light: "ok", sentence: `${role.name} exists and trusts SageMaker.` }
        : fail(`${role.name} does not trust SageMaker: its trust policy has to allow sts:AssumeRole to sagemaker.amazonaws.com.`);
}

/** Judges what a role may do by what a simulation of its policies found missing. */
export function roleRightsFinding(found: readonly Lack[], what: string): Finding<never> {
    const lacks = found.filter((lack) => !isOfAlias(lack));
    const untold = found.filter(isOfAlias);
    const also = untold.length === 0 ? "" : ` ${aliasText(untold)}`;
    if (lacks.length === 0) {
        const others = `The role may do all ${also === "" ? "" : "else "}that the ${what} needs.`;
        return { light: also === "" ? "ok" : "unknown", sentence: others + also };
    }
    return lacks.some(isCertain)
        ? fail(`The role may not ${lackText(lacks)}.${also}`)
        : { ...fail(`The role may not ${lackText(lacks)}${doubtText(lacks)}${also}`), light: "warn" };
}

/** Policies allow keys by their IDs: that none allows an alias says nothing of the key behind it. */
function isOfAlias({ right, isForbidden }: Lack): boolean {
    return !isForbidden && isAlias(right.resource);
}

function aliasText(lacks: readonly Lack[]): string {
    const purposes = [...new Set(lacks.map(({ right }) => right.purpose))].join(" and ");
    return `Whether it may ${purposes} cannot be told by an alias: policies name keys by their IDs.`;
}

/** Why what was found missing may be allowed all the same. */
function doubtText(lacks: readonly Lack[]): string {
    const keys = [...new Set(lacks.flatMap(({ untold = [] }) => untold))];
    const conditions = keys.length === 0 ? "" : `, as far as can be told without ${keys.slice(0, MOST_NAMED).join(", ")}`;
    return `${conditions}${lacks.some(isOfResource) ? UNLESS : ""}.`;
}

const UNLESS = ", unless a policy of the bucket, key or repository itself allows it";

/** A policy with a condition that the simulation knows nothing of may allow, or forbid, something else when the call is made. */
function isCertain(lack: Lack): boolean {
    return (lack.untold ?? []).length === 0 && !isOfResource(lack);
}

/** Buckets, keys and repositories have policies of their own, which a simulation of the caller's leaves out. */
function isOfResource({ action, isForbidden, right }: Lack): boolean {
    return !isForbidden && right.resource !== "*" && /^(s3|kms|ecr):/.test(action);
}

/** Judges the same of whoever calls. */
export function callerFinding(lacks: readonly Lack[], identity: CallerIdentity): Finding<never> {
    if (lacks.length === 0) {
        return { light: "ok", sentence: "You may create it, and pass the execution role to SageMaker." };
    }
    const sentence = `${identity.arn} may not ${lackText(lacks)}`;
    return lacks.some(isCertain)
        ? { light: "fail", sentence: `${sentence}. Whoever administers the account can allow it.` }
        : { light: "warn", sentence: sentence + doubtText(lacks) };
}

function fail(sentence: string): Finding<never> {
    return { light: "fail", sentence, fixes: [CHOOSE] };
}

function lackText(lacks: readonly Lack[]): string {
    const named = lacks.slice(0, MOST_NAMED).map(({ right, action, isForbidden }) => {
        const why = isForbidden ? "a policy forbids" : "no policy allows";
        return `${right.purpose} (${why} ${action} on ${right.resource})`;
    });
    const more = lacks.length > MOST_NAMED ? [`${lacks.length - MOST_NAMED} more`] : [];
    return [...named, ...more].join("; ");
}
