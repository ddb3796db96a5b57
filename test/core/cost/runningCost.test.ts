import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { costText, totalText } from "../../../src/core/cost/costText.ts";
import { costOf, runningEndpoint, runningJob, warmPoolOf } from "../../../src/core/cost/runningCost.ts";
import type { Place } from "../../../src/core/place.ts";
import { showCost } from "../../../src/editor/commands/showCost.ts";
import { BilledResources } from "../../../src/editor/cost/billedResources.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "../fakes/fakePlace.ts";

const never = new AbortController().signal;
const AWS: Place = { kind: "aws", profile: "dev", region: "eu-west-1" };
const START = new Date("2026-11-20T12:00:00Z");
const LATER = START.getTime() + 2 * 3_600_000;
const PRICES: Readonly<Record<string, number>> = { "ml.g5.xlarge": 1.4, "ml.m5.large": 0.1 };

const training = job("train", {
    status: "InProgress",
    secondaryStatus: "Training",
    startedAt: START,
    instanceType: "ml.g5.xlarge",
    instanceCount: 2,
});

function setUp(jobs = [training], endpoints = [endpoint("serve", { createdAt: START })]) {
    const place = { jobs: fakeJobs(jobs), endpoints: fakeEndpoints(endpoints) };
    const asked: string[] = [];
    const described: string[] = [];
    const billed = new BilledResources(AWS, {
        jobsIn: async () => place.jobs,
        endpointsIn: async () => ({
            ...place.endpoints,
            describe: (name) => {
                described.push(name);
                return place.endpoints.describe(name);
            },
        }),
        pricesIn: async () => ({
            async perHour(what, type) {
                asked.push(`${what} ${type}`);
                const usd = PRICES[type];
                return usd === undefined ? undefined : { usd, source: "table", asOf: "2026-01-01" };
            },
        }),
        now: () => LATER,
    });
    const look = () => billed.look({ jobs: place.jobs.jobs, endpoints: place.endpoints.endpoints }, never);
    return { ...place, billed, look, asked, described };
}

describe("what something costs", () => {
    it("is its instances times their price, by the hour and since it began", () => {
        const cost = costOf(runningJob(training), (type) => PRICES[type], LATER);
        assert.deepEqual([cost.usdPerHour, cost.usdSoFar], [2.8, 5.6]);
        assert.equal(costText(cost), "about $2.80/h, $5.60 so far");
    });

    it("is nothing so far while instances are prepared, and at most the price of on-demand ones on spot", () => {
        const cost = costOf(runningJob({ ...training, startedAt: undefined, isSpot: true }), (type) => PRICES[type], LATER);
        assert.equal(costText(cost), "at most $2.80/h, nothing so far");
    });

    it("names the types whose price is not known, and leaves them out of the sum", () => {
        const unknown = costOf(runningJob({ ...training, instanceType: "ml.x9.huge" }), () => undefined, LATER);
        assert.equal(costText(unknown), "the price of ml.x9.huge is not known");
        assert.equal(totalText([unknown]), "1 job · price unknown");
        const known = costOf(runningJob(training), (type) => PRICES[type], LATER);
        assert.equal(totalText([unknown, known]), "2 jobs · $2.80/h+ · $5.60+ so far");
    });

    it("counts the instances of all variants of an endpoint, and from the end of its job those of a warm pool", () => {
        const variants = [
            { name: "a", model: "m", instanceType: "ml.m5.large", instanceCount: 3 },
            { name: "b", model: "m", instanceType: "ml.g5.xlarge", instanceCount: 1 },
            { name: "serverless", model: "m", instanceType: undefined, instanceCount: 1 },
        ];
        const served = costOf(runningEndpoint(endpoint("e", { variants, createdAt: START })), (type) => PRICES[type], LATER);
        assert.equal(served.usdPerHour.toFixed(2), "1.70");
        const kept = warmPoolOf({ ...training, status: "Completed", endedAt: new Date(LATER - 1_800_000) });
        assert.equal(costOf(kept, (type) => PRICES[type], LATER).usdSoFar, 1.4);
    });
});

describe("what is billed in a place", () => {
    it("is one description for each thing that runs, and one price for each type", async () => {
        const { billed, look, jobs, asked, described } = setUp([
            training,
            { ...training, name: "other", arn: "arn:other" },
            job("past"),
        ]);
        await look();
        await look();
        assert.equal(totalText(billed.costs), "2 jobs, 1 endpoint · $5.70/h · $11.40 so far");
        assert.deepEqual([jobs.described, described], [["train", "other"], ["serve"]]);
        assert.deepEqual(asked, ["training ml.g5.xlarge", "endpoint ml.m5.large"]);
    });

    it("is described again when an endpoint was changed, and a job until its instances are there", async () => {
        const starting = { ...training, secondaryStatus: "Starting" as const, startedAt: undefined };
        const { look, jobs, endpoints, described, billed } = setUp([starting]);
        await look();
        assert.equal(billed.costs[0]?.usdSoFar, 0);
        jobs.jobs[0] = training;
        endpoints.endpoints[0] = endpoint("serve", { modifiedAt: new Date(LATER) });
        await look();
        jobs.jobs[0] = { ...training, secondaryStatus: "Uploading" };
        await look();
        assert.deepEqual(
            [jobs.described, described],
            [
                ["train", "train"],
                ["serve", "serve"],
            ],
        );
        assert.equal(billed.costs[0]?.usdSoFar, 5.6);
    });

    it("ends with the job, but for a warm pool, and with the endpoint", async () => {
        const { billed, look, jobs, endpoints } = setUp();
        await look();
        jobs.jobs[0] = { ...training, status: "Completed", endedAt: START, warmPool: "Available" };
        endpoints.endpoints[0] = endpoint("serve", { status: "Deleting" });
        await look();
        assert.equal(totalText(billed.costs), "1 warm pool · $2.80/h · $5.60 so far");
        jobs.jobs[0] = { ...training, status: "Completed", endedAt: START, warmPool: "Terminated" };
        await look();
        assert.deepEqual(billed.costs, []);
    });

    it("leaves what cannot be described now for the next look, and hides nothing else", async () => {
        const { billed, look, jobs } = setUp();
        const { describe: answer } = jobs;
        jobs.describe = () => Promise.reject(new Error("Rate exceeded"));
        await look();
        assert.equal(totalText(billed.costs), "1 endpoint · $0.10/h · $0.20 so far");
        jobs.describe = answer;
        await look();
        assert.equal(totalText(billed.costs), "1 job, 1 endpoint · $2.90/h · $5.80 so far");
    });
});

describe("the list of what runs", () => {
    async function show(isByButton: boolean) {
        const { billed, look, jobs } = setUp();
        await look();
        const ran: unknown[] = [];
        const shown: string[] = [];
        const ask = fakeAsk();
        await showCost({
            billed: () => ({ place: AWS, costs: billed.costs, pricesAsOf: billed.pricesAsOf }),
            nodeOf: () => ({ kind: "trainingJob", place: AWS, job: jobs.jobs[0] ?? training, failureReason: undefined }),
            pick: async (title, note, choices) => {
                shown.push(
                    title,
                    note,
                    ...choices.map(({ label, description, detail, button }) =>
                        [label, description, detail, button?.label].join(" | "),
                    ),
                );
                return choices[0] && { cost: choices[0].value, isByButton };
            },
            ask,
            runCommand: async (id) => ran.push(id),
        })(never);
        return { ran, shown, asked: ask.asked };
    }

    it("F20: names the place, each thing with its instances and cost so far, the dearest first, and ends one by its button", async () => {
        const { ran, shown } = await show(true);
        assert.deepEqual(shown, [
            "AWS eu-west-1 (dev): 1 job, 1 endpoint · $2.90/h · $5.80 so far",
            "Some prices are list prices of 2026-01-01, because AWS's price list could not be asked or lacks them.",
            "train | Training job · 2 × ml.g5.xlarge | about $2.80/h, $5.60 so far | Stop Job",
            "serve | Endpoint · ml.m5.large | about $0.10/h, $0.20 so far | Delete Endpoint",
        ]);
        assert.deepEqual(ran, ["rustSagemaker.job.stop"]);
    });

    it("asks what to do with one that is chosen without its button", async () => {
        const { ran, asked } = await show(false);
        assert.deepEqual([asked, ran], [["train Stop Job…|Show Metrics|Tail Logs"], ["rustSagemaker.job.stop"]]);
    });

    it("says so where nothing runs, and where AWS is not connected", async () => {
        const ask = fakeAsk();
        const needs = { nodeOf: () => undefined, pick: async () => undefined, ask, runCommand: async () => undefined };
        await showCost({ ...needs, billed: () => undefined })(never);
        await showCost({ ...needs, billed: () => ({ place: AWS, costs: [], pricesAsOf: undefined }) })(never);
        assert.match(ask.told[0] ?? "", /not connected/);
        assert.match(ask.told[1] ?? "", /^Nothing that is known of runs in AWS eu-west-1 \(dev\)/);
    });
});
