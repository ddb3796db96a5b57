import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readProduct } from "../../../src/core/instance/priceList.ts";

/** A product in the form of AWS's offer files. */
const product = (pricePerUnit: Record<string, string>, unit = "Hrs") => ({
    product: { attributes: { instanceName: "ml.g5.xlarge", component: "Training" }, sku: "A" },
    publicationDate: "2026-10-31T12:00:00Z",
    terms: {
        OnDemand: { "A.B": { effectiveDate: "2026-10-01T00:00:00Z", priceDimensions: { "A.B.C": { unit, pricePerUnit } } } },
    },
});

describe("readProduct", () => {
    it("reads type, price and date of a product", () => {
        assert.deepEqual(readProduct(JSON.stringify(product({ USD: "1.4080000000" }))), {
            instanceType: "ml.g5.xlarge",
            price: { usd: 1.408, source: "price list", asOf: "2026-10-31" },
        });
    });

    it("skips what costs nothing, is not billed by the hour, in no dollars, or is of another form", () => {
        for (const other of [
            product({ USD: "0.0000000000" }),
            product({ USD: "1" }, "GB-Mo"),
            product({ CNY: "9.9" }),
            {},
            null,
            [],
        ]) {
            assert.equal(readProduct(JSON.stringify(other)), undefined);
        }
        assert.equal(readProduct("<html>"), undefined);
    });
});
