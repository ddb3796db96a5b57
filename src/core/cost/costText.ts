import { dollarsText } from "../instance/priceText.ts";
import type { Running, RunningCost } from "./runningCost.ts";

const KINDS: Readonly<Record<Running["kind"], readonly [one: string, many: string]>> = {
    trainingJob: ["job", "jobs"],
    warmPool: ["warm pool", "warm pools"],
    endpoint: ["endpoint", "endpoints"],
};

/** `2 jobs, 1 endpoint`. */
function countText(costs: readonly RunningCost[]): string {
    const counts = (["trainingJob", "warmPool", "endpoint"] as const).flatMap((kind) => {
        const count = costs.filter(({ running }) => running.kind === kind).length;
        return count === 0 ? [] : [`${count} ${KINDS[kind][count === 1 ? 0 : 1]}`];
    });
    return counts.join(", ");
}

/** `2 jobs · $1.62/h · $3.10 so far`; a plus tells of instances whose price is not known, and of what was not found yet. */
export function totalText(costs: readonly RunningCost[], isPartial: boolean): string {
    const isUnknown = costs.some(({ unknown }) => unknown.length > 0);
    const plus = isUnknown || isPartial ? "+" : "";
    const usd = usdPerHourOf(costs);
    const soFar = costs.reduce((sum, { usdSoFar }) => sum + usdSoFar, 0);
    const rate = usd === 0 && isUnknown ? "price unknown" : `${dollarsText(usd)}/h${plus}`;
    return [countText(costs), rate, ...(soFar === 0 ? [] : [`${dollarsText(soFar)}${plus} so far`])].join(" · ");
}

export function usdPerHourOf(costs: readonly RunningCost[]): number {
    return costs.reduce((sum, { usdPerHour }) => sum + usdPerHour, 0);
}

/** `about $0.70/h, $1.40 so far`, of one thing that runs. */
export function costText({ running, usdPerHour, usdSoFar, unknown }: RunningCost): string {
    const names = unknown.length === 0 ? "" : `the price of ${unknown.join(", ")} is not known`;
    if (usdPerHour === 0) {
        return names || "billed by use";
    }
    const most = running.isSpot ? "at most" : "about";
    const soFar = running.since === undefined ? "nothing so far" : `${dollarsText(usdSoFar)} so far`;
    return [`${most} ${dollarsText(usdPerHour)}/h`, soFar, names].filter((part) => part !== "").join(", ");
}

/** `2 × ml.g5.xlarge`. */
export function instancesText({ instances }: Running): string {
    return instances.map(({ type, count }) => (count === 1 ? type : `${count} × ${type}`)).join(", ");
}

/** Where the prices are from: AWS's list, or list prices of a day (ISO 8601). */
function pricesText(asOf: string | undefined): string {
    return asOf === undefined
        ? "Prices are those of AWS's list, without taxes, discounts and what is billed beside instances."
        : `Some prices are list prices of ${asOf}, because AWS's price list could not be asked or lacks them.`;
}

/** What the sums leave out. `isPartial`: pages of lists remain unread. */
export function limitsText(pricesAsOf: string | undefined, isPartial: boolean): string {
    const unread = isPartial ? " Not all lists could be read to their end: more may run than is counted here." : "";
    return `${pricesText(pricesAsOf)}${unread}`;
}
