import type { Place } from "../place.ts";
import type { Problem, Remedy } from "../problem.ts";
import type { InstanceUse } from "./instanceType.ts";
import { type ReachedQuota, readQuotaMessage } from "./quotaMessage.ts";

/** For what more of a quota is asked. */
interface WantedQuota {
    readonly use: InstanceUse;
    readonly instanceType: string;
    readonly atLeast: number;
}

const COMMAND = {
    kind: "runCommand",
    label: "Request Increase…",
    command: "rustSagemaker.quota.requestIncrease",
} as const;

const USES: readonly InstanceUse[] = ["training job", "spot training job", "training warm pool", "endpoint"];

/** Asks AWS for more of a quota that is reached; which one, the user is asked where the message did not tell. */
export function quotaRemedy(quota: ReachedQuota | undefined): Remedy {
    const wanted = quota && wantedOf(quota);
    return wanted === undefined ? COMMAND : { ...COMMAND, args: [wanted] };
}

/**
 * The same of a refusal in a place. What SageMaker said counts, because a job may reach the quota of warm pools, or a total over all types; only
 * where it said nothing that can be read, what was asked for tells the quota.
 */
export function quotaRemedyIn(place: Place, { cause }: Problem, asked: WantedQuota): Remedy {
    const quota = cause instanceof Error ? readQuotaMessage(cause.message) : undefined;
    const wanted = quota === undefined ? asked : wantedOf(quota);
    return wanted === undefined ? COMMAND : { ...COMMAND, args: [{ place, ...wanted }] };
}

/** Undefined for a total over all types, and for a use that is not asked for here. */
function wantedOf({ instanceType, use: said, inUse = 0, asked = 1 }: ReachedQuota): WantedQuota | undefined {
    const use = USES.find((one) => one === said);
    return use === undefined || instanceType === undefined ? undefined : { use, instanceType, atLeast: inUse + asked };
}
