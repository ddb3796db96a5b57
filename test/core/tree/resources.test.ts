import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Problem } from "../../../src/core/problem.ts";
import { NO_FILTER } from "../../../src/editor/tree/filter.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "../fakes/fakePlace.ts";
import { fakeResources } from "../fakes/fakeResources.ts";

const never = new AbortController().signal;
const NOON = Date.parse("2026-11-20T12:00:00Z");

function manyJobs(count: number, failedOnes: readonly number[] = []) {
    return Array.from({ length: count }, (_, index) =>
        job(`job-${index}`, {
            createdAt: new Date(NOON - index * 60_000),
            ...(failedOnes.includes(index) && { status: "Failed" }),
        }),
    );
}

describe("the resources of a place", () => {
    it("say nothing changed when nothing did", async () => {
        const { resources, counts } = fakeResources({ jobs: fakeJobs([job("a")]) });
        await resources.refresh(never);
        await resources.refresh(never);
        assert.equal(counts.changes, 1);
    });

    it("tell a job that came to rest while we watched, once, with its reason, and none that had ended before", async () => {
        const jobs = fakeJobs([job("old", { status: "Failed" }), job("new", { status: "InProgress" })]);
        const { resources, settled } = fakeResources({ jobs });
        await resources.refresh(never);
        assert.equal(resources.isActive, true);
        assert.equal(resources.runningCount, 1);
        jobs.jobs[1] = job("new", { status: "Failed", failureReason: "AlgorithmError: no data, exit code: 1" });
        await resources.refresh(never);
        await resources.refresh(never);
        assert.deepEqual(
            settled.map((one) => one.kind === "trainingJob" && [one.job.name, one.reason]),
            [["new", "AlgorithmError: no data, exit code: 1"]],
        );
        assert.equal(resources.isActive, false);
        assert.deepEqual([...resources.current.reasons], [[job("new").arn, "AlgorithmError: no data, exit code: 1"]]);
    });

    it("describe what was seen to fail and no other row", async () => {
        const jobs = fakeJobs([job("old", { status: "Failed" }), job("new", { status: "InProgress" })]);
        const { resources } = fakeResources({ jobs });
        await resources.refresh(never);
        jobs.jobs[1] = job("new", { status: "Failed" });
        await resources.refresh(never);
        await resources.refresh(never);
        assert.deepEqual(jobs.described, ["new"]);
    });

    it("F38: tell after a reload what ended meanwhile, and never tell the same end twice", async () => {
        const jobs = fakeJobs([job("a", { status: "InProgress" })]);
        const first = fakeResources({ jobs });
        await first.resources.refresh(never);
        jobs.jobs[0] = job("a");
        const second = fakeResources({ jobs, watched: first.storage.watched });
        await second.resources.refresh(never);
        assert.equal(second.settled.length, 1);
        const third = fakeResources({ jobs, watched: second.storage.watched });
        await third.resources.refresh(never);
        assert.equal(third.settled.length, 0);
    });

    it("tell what ended while the window was closed also when the first look fails", async () => {
        const jobs = fakeJobs([job("a")]);
        const { resources, settled, storage } = fakeResources({ jobs, watched: [job("a").arn, endpoint("gone").arn] });
        const { page } = jobs;
        jobs.page = () => Promise.reject(new Error("offline"));
        await resources.refresh(never);
        assert.deepEqual(storage.watched, [job("a").arn]);
        jobs.page = page;
        await resources.refresh(never);
        assert.deepEqual([settled.length, storage.watched], [1, []]);
    });

    it("tell of the end of a job below which more were created than a page holds, and count it until then", async () => {
        const long = job("long", { status: "InProgress", createdAt: new Date(NOON - 86_400_000) });
        const jobs = fakeJobs([...manyJobs(300), long]);
        const { resources, settled, storage } = fakeResources({ jobs, watched: [long.arn, job("gone").arn] });
        await resources.refresh(never);
        assert.deepEqual([jobs.described, storage.watched], [["long", "gone"], [long.arn]]);
        assert.deepEqual([resources.runningCount, resources.current.jobs.items.length], [1, 100]);
        jobs.jobs[300] = { ...long, status: "Completed" };
        await resources.refresh(never);
        await resources.refresh(never);
        await resources.refresh(never);
        assert.deepEqual(
            settled.map((one) => one.kind === "trainingJob" && one.job.status),
            ["Completed"],
        );
        assert.deepEqual([jobs.described.length, storage.watched, resources.runningCount], [2, [], 0]);
    });

    it("go on watching a job out of sight that cannot be described now", async () => {
        const long = job("long", { status: "InProgress", createdAt: new Date(NOON - 86_400_000) });
        const jobs = { ...fakeJobs([...manyJobs(300), long]), describe: () => Promise.reject(new Error("offline")) };
        const { resources, settled, storage } = fakeResources({ jobs, watched: [long.arn] });
        await resources.refresh(never);
        assert.deepEqual([settled, storage.watched], [[], [long.arn]]);
    });

    it("tell of a failed job whose reason cannot be had", async () => {
        const jobs = {
            ...fakeJobs([job("a", { status: "InProgress" }), job("b")]),
            describe: () => Promise.reject(new Error("gone")),
        };
        const { resources, settled } = fakeResources({ jobs });
        await resources.refresh(never);
        jobs.jobs[0] = job("a", { status: "Failed" });
        await resources.refresh(never);
        assert.deepEqual([settled[0]?.reason, resources.current.problem], [undefined, undefined]);
    });

    it("tell an endpoint that came up or was changed, and none that is deleted", async () => {
        const { endpoints, resources, settled } = fakeResources({
            endpoints: fakeEndpoints([
                endpoint("new", { status: "Creating" }),
                endpoint("changed", { status: "Updating" }),
                endpoint("gone", { status: "Creating" }),
            ]),
        });
        await resources.refresh(never);
        endpoints.endpoints.splice(0, 3, endpoint("new"), endpoint("changed"), endpoint("gone", { status: "Deleting" }));
        await resources.refresh(never);
        assert.deepEqual(
            settled.map((one) => one.kind === "endpoint" && one.endpoint.name),
            ["new", "changed"],
        );
    });

    it("F12: keep what was listed when the place cannot be reached, say since when, and go on when it can", async () => {
        const { jobs, resources } = fakeResources({ jobs: fakeJobs([job("a")]) });
        await resources.refresh(never);
        const { page } = jobs;
        const offline = new Problem(
            "serviceUnreachable",
            "Listing training jobs failed because the service could not be reached.",
        );
        jobs.page = () => Promise.reject(offline);
        await resources.refresh(never);
        await resources.refresh(never);
        const { current } = resources;
        assert.deepEqual(
            [current.jobs.items.length, current.problem, current.answeredAt, resources.failures],
            [1, offline, Date.parse("2026-11-20T14:05:00Z"), 2],
        );
        jobs.page = page;
        await resources.refresh(never);
        assert.deepEqual([resources.current.problem, resources.failures], [undefined, 0]);
    });

    it("say so of a place that does not answer, and ask it again", async () => {
        const { jobs, resources } = fakeResources({ jobs: fakeJobs([job("a")]) });
        await resources.refresh(never);
        const { page } = jobs;
        jobs.page = () => Promise.reject(new Error("Request aborted"));
        await resources.refresh(AbortSignal.abort(new DOMException("", "TimeoutError")));
        assert.deepEqual([resources.current.jobs.items.length, resources.current.problem], [1, "It does not answer."]);
        jobs.page = page;
        await resources.refresh(never);
        assert.equal(resources.current.problem, undefined);
    });

    it("show the jobs when the endpoints cannot be listed", async () => {
        const endpoints = { ...fakeEndpoints([]), page: () => Promise.reject(new Error("refused")) };
        const { resources } = fakeResources({ jobs: fakeJobs([job("a")]), endpoints });
        await resources.refresh(never);
        assert.deepEqual([resources.current.jobs.items.length, String(resources.current.problem)], [1, "Error: refused"]);
    });

    it("ask nothing where nothing can be", async () => {
        const jobs = { ...fakeJobs([]), page: () => Promise.reject(new Error("asked")) };
        const { resources } = fakeResources({ jobs, asking: () => "nothing yet" });
        await resources.refresh(never);
        assert.deepEqual([resources.current.problem, resources.current.isListed], [undefined, true]);
    });

    it("forget what ran where a server was stopped", async () => {
        let isStopped = false;
        const asking = () => (isStopped ? { not: "It is stopped." } : "ask");
        const { resources } = fakeResources({ jobs: fakeJobs([job("a", { status: "InProgress" })]), asking });
        await resources.refresh(never);
        isStopped = true;
        await resources.refresh(never);
        assert.deepEqual(
            [resources.current.jobs.items.length, resources.current.problem, resources.isActive],
            [0, "It is stopped.", false],
        );
    });

    it("F91: go on through pages in which hardly anything matches, and stop before it takes too long", async () => {
        const { resources } = fakeResources({ jobs: fakeJobs(manyJobs(3000, [150, 950, 1950])) });
        await resources.refresh(never);
        await resources.limitTo({ name: "", state: "failed" }, never);
        const { items, next } = resources.current.jobs;
        assert.deepEqual([items.length, items.filter(({ status }) => status === "Failed").length], [1100, 2]);
        assert.notEqual(next, undefined);
        await resources.more("trainingJobs", { name: "", state: "failed" }, never);
        assert.equal(resources.current.jobs.items.filter(({ status }) => status === "Failed").length, 3);
    });

    it("F91: look for a name in further pages where SageMaker has left nothing of the first one", async () => {
        const jobs = fakeJobs(manyJobs(500));
        // As what compares names only after it has cut a page.
        const { page } = jobs;
        jobs.page = async ({ nameContains = "", ...query }) => {
            const { items, next } = await page(query);
            return { items: items.filter(({ name }) => name.includes(nameContains)), next };
        };
        const { resources } = fakeResources({ jobs });
        await resources.refresh(never);
        await resources.limitTo({ name: "job-333", state: undefined }, never);
        assert.deepEqual(
            resources.current.jobs.items.map(({ name }) => name),
            ["job-333"],
        );
    });

    it("F02: give up on pages that are all empty, and keep the way to go on", async () => {
        let pages = 0;
        const page = async () => ({ items: [], next: String(++pages) });
        const { resources } = fakeResources({ jobs: { ...fakeJobs([]), page } });
        await resources.refresh(never);
        await resources.more("trainingJobs", NO_FILTER, never);
        assert.deepEqual([pages, resources.current.jobs.next], [11, "11"]);
    });

    it("load a page more, of whatever state, where nothing is filtered", async () => {
        const { resources } = fakeResources({ jobs: fakeJobs(manyJobs(1000)) });
        await resources.refresh(never);
        await resources.more("trainingJobs", NO_FILTER, never);
        assert.equal(resources.current.jobs.items.length, 200);
    });
});
