import { paginateGetProducts, PricingClient } from "@aws-sdk/client-pricing";
import { readProduct } from "../../core/instance/priceList.ts";
import { listedPrice } from "../../core/instance/priceTable.ts";
import type { Billed, HourlyPrice, Prices } from "../../core/instance/prices.ts";
import type { ClientOf } from "./clients.ts";
import { keptAnswer } from "./keptAnswer.ts";

const SERVICE = "AmazonSageMaker";
const KEPT_MS = 86_400_000;

/** What the price list calls that which is billed. The name of the attribute and its values could not be compared with AWS. */
const COMPONENTS: Readonly<Record<Billed, string>> = { training: "Training", endpoint: "Hosting" };

/**
 * The prices of one region, through AWS's price list, which is kept for a day. Where it cannot be reached or lacks a type, the dated table
 * serves.
 */
export function pricing(clientOf: ClientOf, region: string, now?: () => number): Prices {
    const client = clientOf(PricingClient, { region: priceListRegion(region) });
    const listOf = (billed: Billed) => keptAnswer((signal) => pricesOf(client, region, billed, signal), now);
    const lists: Readonly<Record<Billed, ReturnType<typeof listOf>>> = {
        training: listOf("training"),
        endpoint: listOf("endpoint"),
    };
    return {
        perHour: async (billed, instanceType, signal) => {
            try {
                return (await lists[billed](KEPT_MS, signal)).get(instanceType) ?? listedPrice(region, instanceType);
            } catch {
                signal.throwIfAborted();
                return listedPrice(region, instanceType);
            }
        },
    };
}

/** The price list is served from three regions, about all of them. */
function priceListRegion(region: string): string {
    if (/^(eu|me|af|il)-/.test(region)) {
        return "eu-central-1";
    }
    return region.startsWith("ap-") ? "ap-south-1" : "us-east-1";
}

async function pricesOf(
    client: PricingClient,
    region: string,
    billed: Billed,
    signal: AbortSignal,
): Promise<ReadonlyMap<string, HourlyPrice>> {
    const input = {
        ServiceCode: SERVICE,
        FormatVersion: "aws_v1",
        MaxResults: 100,
        Filters: [
            { Type: "TERM_MATCH" as const, Field: "regionCode", Value: region },
            { Type: "TERM_MATCH" as const, Field: "component", Value: COMPONENTS[billed] },
        ],
    };
    const found = new Map<string, HourlyPrice>();
    for await (const { PriceList = [] } of paginateGetProducts({ client }, input, { abortSignal: signal })) {
        for (const product of PriceList) {
            const read = readProduct(String(product));
            // Whether a type has one product could not be confirmed; of several the dearest is the one that surprises nobody.
            if (read !== undefined && read.price.usd > (found.get(read.instanceType)?.usd ?? 0)) {
                found.set(read.instanceType, read.price);
            }
        }
    }
    return found;
}
