import type { InstanceUse } from "../instance/instanceType.ts";
import type { Quota } from "../instance/quotas.ts";
import { type Place, placeName } from "../place.ts";
import type { Fix } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** What is asked of a quota. */
export interface QuotaQuestion {
    readonly place: Place;
    readonly use: InstanceUse;
    readonly instanceType: string;
    readonly count: number;
}

/** Judges whether an account may run so many instances at once. How many run already is not counted. */
export function quotaFinding(quota: Quota | undefined, { place, use, instanceType, count }: QuotaQuestion): Finding<never> {
    const what = `${instanceType} for ${use} usage`;
    if (quota === undefined) {
        return { light: "unknown", sentence: `Service Quotas lists no quota for ${what} in ${placeName(place)}.` };
    }
    const { code, value, isAdjustable } = quota;
    if (value >= count) {
        return { light: "ok", sentence: `Quota ${code}, ${what}, is ${value}; this takes ${count}.` };
    }
    const increase: Fix<never> = {
        kind: "runCommand",
        label: "Request Increase…",
        command: "rustSagemaker.quota.requestIncrease",
        args: [{ place, use, instanceType, atLeast: count }],
    };
    const fixes = [...(isAdjustable ? [increase] : []), ...quotaPage(place, code)];
    return { light: "fail", sentence: `Quota ${code}, ${what}, is ${value}, and this takes ${count}.`, fixes };
}

/** The console's page of a quota. Where the consoles of other partitions have theirs could not be confirmed. */
function quotaPage({ kind, region }: Place, code: string): readonly Fix<never>[] {
    const url = `https://${region}.console.aws.amazon.com/servicequotas/home/services/sagemaker/quotas/${code}`;
    return kind === "local" || /^(cn|us-gov|us-iso)/.test(region) ? [] : [{ kind: "openPage", label: "Open Quota Page", url }];
}
