import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Prices } from "../../../src/core/instance/prices.ts";
import type { ServiceQuotas } from "../../../src/core/instance/quotas.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import type { Choice } from "../../../src/editor/ask.ts";
import { instanceTypeStep } from "../../../src/editor/instanceTypeStep.ts";

const aws: Place = { kind: "aws", profile: "work", region: "us-east-1" };
const quota = (value: number) => ({ name: "", code: "L-1", value, isAdjustable: true });
const quotas: ServiceQuotas = {
    forUse: async () =>
        new Map([
            ["ml.g5.xlarge", quota(2)],
            ["ml.m5.large", quota(8)],
        ]),
    forUseNow: () => assert.fail("whoever chooses is held back by nothing"),
    requestIncrease: async () => ({ status: "PENDING", desired: 1 }),
};
const prices: Prices = {
    perHour: async (_billed, type) =>
        type === "ml.g5.xlarge"
            ? { usd: 1.408, source: "price list", asOf: "2026-11-01" }
            : type === "ml.m5.large"
              ? { usd: 0.115, source: "table", asOf: "2025-01-01" }
              : undefined,
};
const fails = async () => {
    throw new Error("no network");
};

async function refined(step: ReturnType<typeof instanceTypeStep>): Promise<readonly Choice<string>[]> {
    let shown = step.choices;
    await step.refine?.((choices) => (shown = choices), new AbortController().signal);
    return shown;
}

describe("instanceTypeStep", () => {
    const question = { key: "instanceType", place: aws, use: "training job", proposed: "ml.m5.large" } as const;

    it("asks at once, and fills in quota and price when they are known", async () => {
        const step = instanceTypeStep(
            { ...question, isGpuFirst: true },
            { quotasIn: async () => quotas, pricesIn: async () => prices },
        );
        assert.deepEqual(step.choices[0], { label: "ml.m5.large", description: "2 vCPU · 8 GB", value: "ml.m5.large" });
        const shown = await refined(step);
        assert.equal(shown[0]?.description, "2 vCPU · 8 GB · quota 8 · about $0.115/h (list price of 2025-01-01)");
        assert.equal(shown[1]?.description, "4 vCPU · 16 GB · 1 × A10G 24 GB · quota 2 · $1.41/h");
        assert.match(step.prompt, /AWS us-east-1 \(work\)/);
    });

    it("F17: puts types without a quota last", async () => {
        const step = instanceTypeStep(
            { ...question, use: "endpoint" },
            { quotasIn: async () => quotas, pricesIn: async () => prices },
        );
        const shown = await refined(step);
        assert.deepEqual(
            shown.slice(0, 2).map(({ value }) => value),
            ["ml.m5.large", "ml.g5.xlarge"],
        );
        assert.ok(shown.slice(2).every(({ description }) => description?.includes("quota 0")));
    });

    it("does without quotas and prices that cannot be had", async () => {
        const step = instanceTypeStep(question, { quotasIn: fails, pricesIn: async () => ({ perHour: fails }) });
        assert.deepEqual(await refined(step), step.choices);
    });

    it("lists GPUs first only where they are asked for", () => {
        const sources = { quotasIn: fails, pricesIn: fails };
        assert.match(instanceTypeStep(question, sources).choices[1]?.value ?? "", /^ml\.t3\./);
        assert.match(instanceTypeStep({ ...question, isGpuFirst: true }, sources).choices[1]?.value ?? "", /^ml\.g4dn\./);
    });

    it("takes a type that no table has, typed or proposed, and nothing that is no type", () => {
        const step = instanceTypeStep({ ...question, proposed: "ml.z9.large" }, { quotasIn: fails, pricesIn: fails });
        assert.equal(step.choices[0]?.value, "ml.z9.large");
        assert.equal(step.typed?.(" ml.trn9.48xlarge ")?.value, "ml.trn9.48xlarge");
        assert.equal(step.typed?.("g5"), undefined);
    });

    it("says of this machine that the type is only recorded", () => {
        const { prompt } = instanceTypeStep({ ...question, place: LOCAL }, { quotasIn: fails, pricesIn: fails });
        assert.match(prompt, /on Local; it is recorded/);
    });
});
