import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProductionVariantInstanceType, TrainingInstanceType } from "@aws-sdk/client-sagemaker";
import { instanceTypeNamed, usualInstanceTypes } from "../../../src/core/instance/catalogue.ts";
import { instanceTypeText } from "../../../src/core/instance/instanceType.ts";
import { listedPrice } from "../../../src/core/instance/priceTable.ts";
import { gpuOf } from "../../../src/core/image/gpuFamilies.ts";

const namesFor = (billed: "training" | "endpoint") => usualInstanceTypes(billed).map(({ name }) => name);

describe("the catalogue of instance types", () => {
    it("offers for training only what SageMaker's own API lists for training", () => {
        const known = new Set<string>(Object.values(TrainingInstanceType));
        assert.deepEqual(
            namesFor("training").filter((name) => !known.has(name)),
            [],
        );
    });

    it("offers for endpoints only what SageMaker's own API lists for endpoints", () => {
        const known = new Set<string>(Object.values(ProductionVariantInstanceType));
        assert.deepEqual(
            namesFor("endpoint").filter((name) => !known.has(name)),
            [],
        );
    });

    it("knows a GPU for exactly the families that have one", () => {
        const all = [...usualInstanceTypes("training"), ...usualInstanceTypes("endpoint")];
        assert.deepEqual(
            all.filter(({ name, gpu }) => (gpu === undefined) !== (gpuOf(name) === undefined)),
            [],
        );
    });

    it("tells the GPUs of a size apart", () => {
        assert.equal(instanceTypeText(instanceTypeNamed("ml.g5.xlarge")!), "4 vCPU · 16 GB · 1 × A10G 24 GB");
        assert.equal(instanceTypeText(instanceTypeNamed("ml.g5.48xlarge")!), "192 vCPU · 768 GB · 8 × A10G 24 GB");
        assert.equal(instanceTypeText(instanceTypeNamed("ml.m5.large")!), "2 vCPU · 8 GB");
    });

    it("lists no type twice, and gives each figures", () => {
        for (const billed of ["training", "endpoint"] as const) {
            const names = namesFor(billed);
            assert.equal(new Set(names).size, names.length);
            assert.ok(usualInstanceTypes(billed).every(({ vcpus, memoryGib }) => vcpus >= 2 && memoryGib >= 4));
        }
    });
});

describe("the table of prices", () => {
    it("says of which day a price is, and that it is the table's", () => {
        assert.deepEqual(listedPrice("us-east-1", "ml.m5.large"), { usd: 0.115, source: "table", asOf: "2025-01-01" });
    });

    it("knows nothing of other regions, of other families and of sizes that it lacks", () => {
        assert.equal(listedPrice("eu-central-1", "ml.m5.large"), undefined);
        assert.equal(listedPrice("us-east-1", "ml.p5.48xlarge"), undefined);
        assert.equal(listedPrice("us-east-1", "ml.m5.metal"), undefined);
        assert.equal(listedPrice("us-east-1", "nonsense"), undefined);
    });

    it("asks more for a larger size of a family with the same GPUs", () => {
        const price = (name: string) => listedPrice("us-east-1", name)?.usd ?? Number.NaN;
        assert.ok(price("ml.g5.xlarge") < price("ml.g5.2xlarge"));
        assert.ok(price("ml.m5.large") < price("ml.m5.24xlarge"));
    });
});
