import type { Remedy } from "../problem.ts";
import type { InstanceUse } from "./instanceType.ts";
import type { ReachedQuota } from "./quotaMessage.ts";

const USES: readonly InstanceUse[] = ["training job", "spot training job", "training warm pool", "endpoint"];

/** Asks AWS for more of a quota that is reached; which one, the user is asked where the message did not tell. */
export function quotaRemedy(quota: ReachedQuota | undefined): Remedy {
    const use = USES.find((one) => one === quota?.use);
    const instanceType = quota?.instanceType;
    const command = { kind: "runCommand", label: "Request Increase…", command: "rustSagemaker.quota.requestIncrease" } as const;
    if (quota === undefined || use === undefined || instanceType === undefined) {
        return command;
    }
    return { ...command, args: [{ use, instanceType, atLeast: (quota.inUse ?? 0) + (quota.asked ?? 1) }] };
}
