import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { costText, limitsText, totalText } from "../../../src/core/cost/costText.ts";
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
    const clock = { now: LATER };
    const pages: string[] = [];
    const listed = { isPart: false, failure: undefined as Error | undefined };
    const page = async <Q extends { status?: string; next?: string }, A>(
        query: Q,
        answer: (query: Q) => Promise<A>,
    ): Promise<A> => {
        pages.push([query.status, query.next].filter(Boolean).join(" "));
        return listed.failure ? Promise.reject(listed.failure) : answer(query);
    };
    const billed = new BilledResources(AWS, {
        jobsIn: async () => ({ ...place.jobs, describe: place.jobs.describe, page: (query) => page(query, place.jobs.page) }),
        endpointsIn: async () => ({
            page: (query) => page(query, place.endpoints.page),
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
        now: () => clock.now,
    });
    /** The tree has read the newest hundred of each, or everything. */
    const look = () => {
        const isAll = { jobs: !listed.isPart, endpoints: !listed.isPart };
        const shown = { jobs: place.jobs.jobs.slice(0, 100), endpoints: place.endpoints.endpoints.slice(0, 100) };
        return billed.look({ ...shown, isListed: { jobs: true, endpoints: true }, isWhole: isAll }, never);
    };
    return { ...place, billed, look, asked, described, clock, pages, listed };
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
        assert.equal(totalText([unknown], false), "1 job · price unknown");
        const known = costOf(runningJob(training), (type) => PRICES[type], LATER);
        assert.equal(totalText([unknown, known], false), "2 jobs · $2.80/h+ · $5.60+ so far");
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
        assert.equal(totalText(billed.costs, billed.isPartial), "2 jobs, 1 endpoint · $5.70/h · $11.40 so far");
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
        assert.equal(totalText(billed.costs, billed.isPartial), "1 warm pool · $2.80/h · $5.60 so far");
        jobs.jobs[0] = { ...training, status: "Completed", endedAt: START, warmPool: "Terminated" };
        await look();
        assert.deepEqual(billed.costs, []);
    });

    it("leaves what cannot be described now for the next look, and hides nothing else", async () => {
        const { billed, look, jobs } = setUp();
        const { describe: answer } = jobs;
        jobs.describe = () => Promise.reject(new Error("Rate exceeded"));
        await look();
        assert.equal(totalText(billed.costs, billed.isPartial), "1 endpoint · $0.10/h · $0.20 so far");
        jobs.describe = answer;
        await look();
        assert.equal(totalText(billed.costs, billed.isPartial), "1 job, 1 endpoint · $2.90/h · $5.80 so far");
    });
});

describe("what is billed beyond the pages that the tree has read", () => {
    const createdAgo = (age: number) => new Date(START.getTime() - age * 1000);
    const many = (count: number) =>
        Array.from({ length: count }, (_, index) => job(`past-${index}`, { createdAt: createdAgo(index) }));
    const old = (name: string, age = 100_000) => endpoint(name, { createdAt: createdAgo(age) });
    const withOld = (jobs: number) => {
        const setting = setUp(
            [...many(jobs), { ...training, createdAt: createdAgo(90_000) }],
            [...Array.from({ length: 100 }, (_, index) => endpoint(`failed-${index}`, { status: "Failed" })), old("old")],
        );
        setting.listed.isPart = true;
        return setting;
    };

    it("F20: is found by its state, past pages that are empty", async () => {
        const { billed, look, pages } = withOld(350);
        await look();
        assert.match(totalText(billed.costs, billed.isPartial), /^1 job, 1 endpoint · \$2.90\/h · /);
        assert.deepEqual(pages.slice(0, 5), ["InProgress", "InProgress 100", "InProgress 200", "InProgress 300", "Creating"]);
        assert.equal(billed.endpoint(old("old").arn)?.name, "old");
        assert.equal(billed.job(training.arn)?.name, "train");
    });

    it("is not asked for where every page was read, nor before anything was listed", async () => {
        const { billed, look, pages } = setUp();
        await look();
        const isNot = { jobs: false, endpoints: false };
        await billed.look({ jobs: [], endpoints: [], isListed: isNot, isWhole: isNot }, never);
        assert.deepEqual(pages, []);
    });

    it("is asked for again after five minutes, and after one where something was started or ended", async () => {
        const { billed, look, pages, jobs, clock } = withOld(150);
        const asked = async (seconds: number) => {
            clock.now += seconds * 1000;
            const before = pages.length;
            await look();
            return pages.length > before;
        };
        assert.deepEqual([await asked(0), await asked(299), await asked(1)], [true, false, true]);
        jobs.jobs.unshift(job("started", { status: "InProgress", secondaryStatus: "Training" }));
        assert.deepEqual([await asked(30), await asked(30), await asked(60)], [false, true, false]);
        billed.askAgain();
        assert.deepEqual([await asked(0), await asked(60)], [true, false]);
    });

    it("is not asked for again while nothing is billed", async () => {
        const { look, pages, clock, listed } = setUp(many(150), []);
        listed.isPart = true;
        await look();
        const before = pages.length;
        clock.now += 3_600_000;
        await look();
        assert.equal(pages.length, before);
    });

    it("makes a plus of the sum, and is named, while pages remain unread", async () => {
        const { billed, look, pages } = withOld(1200);
        await look();
        assert.equal(pages.filter((page) => page.startsWith("InProgress")).length, 10);
        assert.match(totalText(billed.costs, billed.isPartial), /^1 endpoint · \$0.10\/h\+ · \$[\d.]+\+ so far$/);
        assert.match(limitsText(billed.pricesAsOf, billed.isPartial), /more may run than is counted here/);
    });

    it("keeps what was found while a list cannot be had, says that there may be more, and asks again after a minute", async () => {
        const { billed, look, clock, listed } = withOld(150);
        await look();
        listed.failure = new Error("Rate exceeded");
        clock.now += 300_000;
        await look();
        assert.deepEqual([billed.costs.length, billed.isPartial], [2, true]);
        listed.failure = undefined;
        clock.now += 60_000;
        await look();
        assert.deepEqual([billed.costs.length, billed.isPartial], [2, false]);
    });
});

describe("the list of what runs", () => {
    async function show(isByButton: boolean, running = [training]) {
        const { billed, look, jobs } = setUp(running);
        await look();
        const ran: unknown[] = [];
        const shown: string[] = [];
        const ask = fakeAsk();
        await showCost({
            billed: () => ({ place: AWS, costs: billed.costs, pricesAsOf: billed.pricesAsOf, isPartial: billed.isPartial }),
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

    it("F20: ends a warm pool, whose instances are billed until then", async () => {
        const endedAt = new Date(LATER - 3_600_000);
        const kept = job("kept", { warmPool: "Available", instanceType: "ml.g5.xlarge", instanceCount: 2, endedAt });
        const { ran, shown } = await show(true, [kept]);
        assert.equal(shown[2], "kept | Warm pool · 2 × ml.g5.xlarge | about $2.80/h, $2.80 so far | End Warm Pool");
        assert.deepEqual(ran, ["rustSagemaker.job.endWarmPool"]);
    });

    it("says so where nothing runs, and where AWS is not connected", async () => {
        const ask = fakeAsk();
        const needs = { nodeOf: () => undefined, pick: async () => undefined, ask, runCommand: async () => undefined };
        await showCost({ ...needs, billed: () => undefined })(never);
        await showCost({ ...needs, billed: () => ({ place: AWS, costs: [], pricesAsOf: undefined, isPartial: false }) })(never);
        assert.match(ask.told[0] ?? "", /not connected/);
        assert.match(ask.told[1] ?? "", /^Nothing that is known of runs in AWS eu-west-1 \(dev\)/);
    });
});
