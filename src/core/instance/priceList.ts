import * as z from "zod/mini";
import { readJson } from "../json.ts";
import type { HourlyPrice } from "./prices.ts";

/** A product of AWS's price list, as far as an hour of an instance is read from it. The rest of its attributes differs from product to product. */
const Product = z.object({
    product: z.object({ attributes: z.object({ instanceName: z.string() }) }),
    publicationDate: z.optional(z.string()),
    terms: z.object({
        OnDemand: z.record(
            z.string(),
            z.object({
                effectiveDate: z.optional(z.string()),
                priceDimensions: z.record(
                    z.string(),
                    z.object({ unit: z.optional(z.string()), pricePerUnit: z.record(z.string(), z.string()) }),
                ),
            }),
        ),
    }),
});

/** The hourly price that a product of the price list states; undefined for what is no instance, costs nothing or is of another form. */
export function readProduct(text: string): { readonly instanceType: string; readonly price: HourlyPrice } | undefined {
    const read = Product.safeParse(readJson(text));
    if (!read.success) {
        return undefined;
    }
    const { product, publicationDate, terms } = read.data;
    for (const { effectiveDate, priceDimensions } of Object.values(terms.OnDemand)) {
        const usd = Object.values(priceDimensions)
            .filter(({ unit = "Hrs" }) => /^h(ou)?rs?$/i.test(unit))
            .map(({ pricePerUnit }) => Number(pricePerUnit["USD"]))
            .find((price) => price > 0);
        if (usd !== undefined) {
            const asOf = (publicationDate ?? effectiveDate ?? "").slice(0, 10);
            return { instanceType: product.attributes.instanceName, price: { usd, source: "price list", asOf } };
        }
    }
    return undefined;
}
