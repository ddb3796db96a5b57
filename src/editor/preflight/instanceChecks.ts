import { billedAs } from "../../core/instance/instanceChoices.ts";
import type { InstanceUse } from "../../core/instance/instanceType.ts";
import type { Quota } from "../../core/instance/quotas.ts";
import type { HourlyPrice } from "../../core/instance/prices.ts";
import type { Place } from "../../core/place.ts";
import type { Check, Finding } from "../../core/preflight/finding.ts";
import { quotaFinding } from "../../core/preflight/quotaFinding.ts";
import type { InstanceSources } from "../instanceTypeStep.ts";

interface Instances {
    readonly instanceType: string;
    readonly count: number;
    readonly place: Place;
}

/** Checks that the account may run the instances for each of the uses. */
export function quotaChecks(
    uses: readonly InstanceUse[],
    { instanceType, count, place }: Instances,
    { quotasIn }: Pick<InstanceSources, "quotasIn">,
): readonly Check<never>[] {
    return uses.map((use) => ({
        id: `quota:${use}`,
        title: "Quota",
        find: async (until) => {
            const quotas = await quotasIn(place);
            const judged = (found: ReadonlyMap<string, Quota>) =>
                quotaFinding(found.get(instanceType), { place, use, instanceType, count });
            const finding = judged(await quotas.forUse(use, until));
            // AWS may have raised it since: nobody is held back by what was true some minutes ago.
            return finding.light === "fail" ? judged(await quotas.forUseNow(use, until)) : finding;
        },
    }));
}

/** Checks what the instances cost, as `judge` says it. */
export function costCheck<P>(
    use: InstanceUse,
    { instanceType, place }: Instances,
    { pricesIn }: Pick<InstanceSources, "pricesIn">,
    judge: (price: HourlyPrice | undefined) => Finding<P>,
): Check<P> {
    return {
        id: "cost",
        title: "Cost",
        find: async (until) => judge(await (await pricesIn(place)).perHour(billedAs(use), instanceType, until)),
    };
}
