import type { HourlyPrice } from "../instance/prices.ts";
import { dollarsText, hourlyText } from "../instance/priceText.ts";
import type { Deployment } from "./deployment.ts";

/** What an endpoint costs from now on, in words. */
export function deploymentCost({ instanceType, instanceCount = 1 }: Deployment, price: HourlyPrice | undefined): string {
    const instances = `${instanceCount} × ${instanceType}`;
    if (price === undefined) {
        return `${instances}; its price is not known here. It is billed until the endpoint is deleted.`;
    }
    const total = instanceCount === 1 ? "" : `, together ${dollarsText(price.usd * instanceCount)}/h`;
    return `${instances} at ${hourlyText(price)}${total}. It is billed until the endpoint is deleted.`;
}
