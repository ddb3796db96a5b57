import { durationText } from "../text/durationText.ts";
import type { HourlyPrice } from "../instance/prices.ts";
import { dollarsText, hourlyText } from "../instance/priceText.ts";
import type { TrainingPlan } from "../job/trainingPlan.ts";
import { costOf, runtimeWithin } from "./budget.ts";
import type { Finding } from "./finding.ts";

/**
 * Says what a job costs by the hour and at worst, on its own instance type or on another one of this price, and compares that with a budget in
 * US dollars, of which 0 is none.
 */
export function trainingCostFinding(
    plan: TrainingPlan,
    price: HourlyPrice | undefined,
    budgetUsd: number,
    instanceType = plan.instanceType,
): Finding<TrainingPlan> {
    const { instanceCount: count = 1, maxRuntimeSeconds, warmPoolSeconds = 0 } = plan;
    if (price === undefined) {
        const budget = budgetUsd > 0 ? ` It cannot be held against the budget of ${dollarsText(budgetUsd)}.` : "";
        return { light: "unknown", sentence: `What ${instanceType} costs is not known here.${budget}` };
    }
    const rate = { usdPerHour: price.usd, count };
    const worst = costOf(rate, maxRuntimeSeconds + warmPoolSeconds);
    const spot = plan.spot ? " on demand, and less on spot capacity" : "";
    const pool = warmPoolSeconds > 0 ? `, ${durationText(warmPoolSeconds)} of warm pool included` : "";
    const sentence = `${each(price, count)}: at most ${dollarsText(worst)}${spot} for ${durationText(maxRuntimeSeconds)}${pool}.`;
    if (budgetUsd === 0 || worst <= budgetUsd) {
        return { light: "ok", sentence };
    }
    const left = runtimeWithin(budgetUsd, rate) - warmPoolSeconds;
    const shorter = left < 60 ? [] : [shorten(plan, left)];
    return { light: "warn", sentence: `${sentence} The budget is ${dollarsText(budgetUsd)}.`, fixes: shorter };
}

function shorten(plan: TrainingPlan, maxRuntimeSeconds: number) {
    const label = `Stop After ${durationText(maxRuntimeSeconds)}`;
    return { kind: "changePlan", label, plan: { ...plan, maxRuntimeSeconds } } as const;
}

/** Says what an endpoint costs: it has no end. */
export function endpointCostFinding(instanceType: string, count: number, price: HourlyPrice | undefined): Finding<never> {
    if (price === undefined) {
        return { light: "unknown", sentence: `What ${instanceType} costs is not known here. It is billed until it is deleted.` };
    }
    const day = dollarsText(costOf({ usdPerHour: price.usd, count }, 86_400));
    return { light: "ok", sentence: `${each(price, count)}, ${day} a day, billed until it is deleted.` };
}

function each(price: HourlyPrice, count: number): string {
    return count === 1 ? hourlyText(price) : `${count} × ${hourlyText(price)}`;
}
