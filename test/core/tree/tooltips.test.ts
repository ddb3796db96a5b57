import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { endpointTooltip, jobTooltip, type TooltipFacts } from "../../../src/editor/tree/tooltips.ts";
import { tooltipSource } from "../../../src/editor/tree/tooltipSource.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "../fakes/fakePlace.ts";

const never = new AbortController().signal;
const AWS: Place = { kind: "aws", profile: "dev", region: "eu-west-1" };
const START = Date.parse("2026-11-20T12:00:00Z");
const FACTS: TooltipFacts = { now: START + 1_800_000, usdPerHourOf: () => 1.4 };

function valueOf(rows: readonly (readonly [string, string])[], name: string): string | undefined {
    return rows.find(([one]) => one === name)?.[1];
}

describe("tooltips", () => {
    it("leave out what is not known", () => {
        const names = jobTooltip(job("a"), { now: START }).rows.map(([name]) => name);
        assert.ok(!names.includes("Reason") && !names.includes("Final metrics") && !names.includes("Cost"));
    });

    it("tell why something failed", () => {
        assert.deepEqual(jobTooltip(job("a", { failureReason: "no data" }), FACTS).rows[1], ["Reason", "no data"]);
        assert.deepEqual(endpointTooltip(endpoint("e", { failureReason: "no ping" }), FACTS).rows[1], ["Reason", "no ping"]);
    });

    it("tell the phases of a job with their lengths, and the last one without", () => {
        const at = (seconds: number) => new Date(START + seconds * 1000);
        const transitions = [
            { status: "Starting", startedAt: at(0), endedAt: at(30.5), message: "" },
            { status: "Training", startedAt: at(30.5), endedAt: at(3000), message: "" },
            { status: "Uploading", startedAt: at(3000), endedAt: undefined, message: "" },
        ];
        assert.equal(
            valueOf(jobTooltip(job("a", { transitions }), FACTS).rows, "Phases"),
            "Starting 30.5 s, Training 49 min 29 s, Uploading",
        );
    });

    it("tell what spot instances saved, and what a job that has ended has cost", () => {
        const { rows } = jobTooltip(
            job("a", { instanceCount: 2, isSpot: true, trainingSeconds: 3600, billableSeconds: 900 }),
            FACTS,
        );
        assert.equal(valueOf(rows, "Instances"), "2 × ml.m5.large, spot");
        assert.equal(valueOf(rows, "Billed"), "15 min of 1 h: 75 % saved by spot instances");
        assert.equal(valueOf(rows, "Cost"), "at most $0.70");
    });

    it("tell what costs so far what still runs", () => {
        const running = job("a", { status: "InProgress", startedAt: new Date(START) });
        assert.equal(valueOf(jobTooltip(running, FACTS).rows, "Cost"), "about $1.40/h, $0.70 so far");
        const variants = [{ name: "v", model: "m", instanceType: "ml.g5.xlarge", instanceCount: 2 }];
        const { rows } = endpointTooltip(endpoint("e", { variants, createdAt: new Date(START) }), FACTS);
        assert.equal(valueOf(rows, "Cost"), "about $2.80/h, $1.40 so far");
        assert.equal(valueOf(rows, "Variants"), "v: m on 2 × ml.g5.xlarge");
        assert.equal(valueOf(endpointTooltip(endpoint("e", { status: "Failed" }), FACTS).rows, "Cost"), undefined);
    });

    it("say why nothing can be told", async () => {
        const source = tooltipSource({
            jobsIn: () => Promise.reject(new Error("The sign-in has expired.")),
            endpointsIn: async () => fakeEndpoints([]),
            pricesIn: () => Promise.reject(new Error("asked")),
        });
        const node = { kind: "trainingJob", place: AWS, job: job("a"), failureReason: undefined } as const;
        assert.deepEqual(await source(node, never), { title: "a", rows: [["Not known", "The sign-in has expired."]] });
    });

    it("ask for prices of AWS alone", async () => {
        const asked: string[] = [];
        const source = tooltipSource({
            jobsIn: async () => fakeJobs([job("a", { billableSeconds: 3600 })]),
            endpointsIn: async () => fakeEndpoints([endpoint("e")]),
            pricesIn: async () => ({
                perHour: async (billed, type) => {
                    asked.push(`${billed} ${type}`);
                    return { usd: 0.1, source: "table", asOf: "2026-01-01" };
                },
            }),
        });
        const rowsIn = async (place: Place) =>
            (await source({ kind: "trainingJob", place, job: job("a"), failureReason: undefined }, never))?.rows ?? [];
        assert.equal(valueOf(await rowsIn(LOCAL), "Cost"), undefined);
        assert.equal(valueOf(await rowsIn(AWS), "Cost"), "about $0.10");
        await source({ kind: "endpoint", place: AWS, endpoint: endpoint("e"), failureReason: undefined }, never);
        assert.deepEqual(asked, ["training ml.m5.large", "endpoint ml.m5.large"]);
    });
});
