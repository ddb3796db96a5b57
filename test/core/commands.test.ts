import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL } from "../../src/core/place.ts";
import { pickResource } from "../../src/editor/commands/pickResource.ts";
import { endWarmPool } from "../../src/editor/commands/endWarmPool.ts";
import { stopTrainingJob } from "../../src/editor/commands/stopTrainingJob.ts";
import { copyArn } from "../../src/editor/commands/treeCommands.ts";
import { fakeAsk } from "./fakes/fakeAsk.ts";
import { fakeJobs, job } from "./fakes/fakePlace.ts";

const never = new AbortController().signal;
const place = LOCAL;
const nothing = () => {};
const node = (name: string, over = {}) =>
    ({ kind: "trainingJob", place, job: job(name, over), failureReason: undefined }) as const;

describe("Stop Job", () => {
    const setUp = (confirms: boolean) => {
        const jobs = fakeJobs([job("running", { status: "InProgress" }), job("done")]);
        const ask = fakeAsk({ confirms });
        const jobsIn = async () => jobs;
        return {
            jobs,
            ask,
            stop: stopTrainingJob({
                jobsIn,
                pick: pickResource({ place: () => place, page: (_place, query) => jobs.page(query), ask }),
                ask,
                refresh: nothing,
            }),
        };
    };

    it("offers only running jobs when called from the palette, and stops the one picked", async () => {
        const { jobs, ask, stop } = setUp(true);
        await stop(never);
        assert.equal(ask.asked[0], "Local: Stop which training job? running");
        assert.deepEqual(jobs.stopped, ["running"]);
    });

    it("stops nothing when the user changes their mind", async () => {
        const { jobs, stop } = setUp(false);
        await stop(never, node("running"));
        assert.deepEqual(jobs.stopped, []);
    });

    it("leaves a job alone that is stopping already", async () => {
        const { jobs, stop } = setUp(true);
        jobs.jobs[0] = job("running", { status: "Stopping" });
        await stop(never, node("running", { status: "InProgress" }));
        assert.deepEqual(jobs.stopped, []);
    });

    it("leaves a job alone that ended while the question was open", async () => {
        const { jobs, stop } = setUp(true);
        await stop(never, node("done", { status: "InProgress" }));
        assert.deepEqual(jobs.stopped, []);
    });
});

describe("End Warm Pool…", () => {
    const setUp = (confirms: boolean) => {
        const jobs = fakeJobs([job("kept", { warmPool: "Available" }), job("plain"), job("over", { warmPool: "Terminated" })]);
        const ask = fakeAsk({ confirms });
        const pick = pickResource({ place: () => place, page: async (_place, query) => jobs.page(query), ask });
        return { jobs, ask, end: endWarmPool({ jobsIn: async () => jobs, pick, ask, refresh: nothing }) };
    };

    it("F20: offers only jobs that keep instances, names the place, and ends nothing without a yes", async () => {
        const { jobs, ask, end } = setUp(true);
        await end(never);
        assert.equal(ask.asked[0], "Local: End the warm pool of which training job? kept");
        assert.match(ask.asked[1] ?? "", /End the warm pool of training job "kept" on Local\?/);
        assert.deepEqual(jobs.endedPools, ["kept"]);
        const unsure = setUp(false);
        await unsure.end(never, node("kept"));
        assert.deepEqual(unsure.jobs.endedPools, []);
    });
});

describe("Copy ARN", () => {
    it("copies that of the node, or of the selected row, and says so when there is none", async () => {
        const copied: string[] = [];
        const told: string[] = [];
        const needs = {
            writeClipboard: async (text: string) => void copied.push(text),
            tell: async (text: string) => told.push(text),
        };
        await copyArn({ ...needs, selected: () => undefined })(never, node("iris"));
        await copyArn({ ...needs, selected: () => node("rose") })(never);
        await copyArn({ ...needs, selected: () => undefined })(never);
        assert.deepEqual(copied, [job("iris").arn, job("rose").arn]);
        assert.equal(told.length, 1);
    });
});
