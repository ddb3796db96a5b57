import type { InstanceUse } from "../../core/instance/instanceType.ts";
import { ApiError } from "../protocol/apiError.ts";
import { quotaName } from "./quotaNames.ts";
import type { Quotas } from "./quotas.ts";

/** Instances of one type. */
export interface Instances {
    readonly instanceType: string;
    readonly count: number;
}

/** Refuses what would use more instances than a quota allows, in the words by which clients tell this from every other refusal. */
export function checkQuota(quotas: Quotas, use: InstanceUse, wanted: readonly Instances[], used: readonly Instances[]): void {
    for (const [instanceType, uses] of Map.groupBy(wanted, (instances) => instances.instanceType)) {
        const delta = total(uses);
        const utilization = total(used.filter((instances) => instances.instanceType === instanceType));
        const name = quotaName(instanceType, use);
        const limit = quotas.valueOf(name);
        if (utilization + delta > limit) {
            throw new ApiError(
                "ResourceLimitExceeded",
                `The account-level service limit '${name}' is ${limit} Instances, with current utilization of ${utilization} Instances ` +
                    `and a request delta of ${delta} Instances. Please use AWS Service Quotas to request an increase for this quota. ` +
                    "If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.",
            );
        }
    }
}

function total(uses: readonly Instances[]): number {
    return uses.reduce((sum, { count }) => sum + count, 0);
}
