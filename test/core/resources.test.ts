import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL } from "../../src/core/place.ts";
import { nodesOf } from "../../src/editor/tree/rows.ts";
import { viewOf } from "../../src/editor/tree/nodes.ts";
import { poll } from "../../src/editor/tree/poll.ts";
import { PlaceResources, type Resources, type Settled } from "../../src/editor/tree/resources.ts";
import { endpointTooltip, jobTooltip } from "../../src/editor/tree/tooltips.ts";
import { settledNotice } from "../../src/editor/settledNotice.ts";
import { fakeAsk } from "./fakes/fakeAsk.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "./fakes/fakePlace.ts";

const never = new AbortController().signal;
const place = LOCAL;

function setUp(
    jobs = fakeJobs([]),
    endpoints = fakeEndpoints([]),
    asking = (): "ask" | "nothing yet" | { not: string } => "ask",
) {
    const settled: Settled[] = [];
    const counts = { changes: 0 };
    const resources = new PlaceResources({
        place,
        jobsIn: async () => jobs,
        endpointsIn: async () => endpoints,
        asking,
        onChange: () => counts.changes++,
        onSettled: (one) => void settled.push(one),
    });
    return { jobs, endpoints, resources, settled, counts };
}

describe("the resources of a place", () => {
    it("say nothing changed when nothing did", async () => {
        const { resources, counts } = setUp(fakeJobs([job("a")]));
        await resources.refresh(never);
        await resources.refresh(never);
        assert.equal(counts.changes, 1);
    });

    it("tell a job that came to rest while we watched, once, with its reason, and none that had ended before", async () => {
        const { jobs, resources, settled } = setUp(
            fakeJobs([job("old", { status: "Failed" }), job("new", { status: "InProgress" })]),
        );
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
    });

    it("describe a failed resource once, not with each refresh", async () => {
        const { jobs, resources } = setUp(fakeJobs([job("a", { status: "Failed" })]));
        await resources.refresh(never);
        await resources.refresh(never);
        assert.deepEqual(jobs.described, ["a"]);
    });

    it("keep the reason of a failed endpoint apart from a job of the same name", async () => {
        const { resources } = setUp(
            fakeJobs([job("iris")]),
            fakeEndpoints([endpoint("iris", { status: "Failed", failureReason: "no ping" })]),
        );
        await resources.refresh(never);
        const rows = (of: "trainingJobs" | "endpoints") =>
            nodesOf({ kind: "group", place, of, count: 1 }, () => resources.current).map((row) => viewOf(row).description);
        assert.deepEqual([rows("trainingJobs"), rows("endpoints")], [["Completed"], ["Failed · no ping"]]);
    });

    it("list what there is when a failed resource cannot be described", async () => {
        const jobs = {
            ...fakeJobs([job("a", { status: "Failed" }), job("b")]),
            describe: () => Promise.reject(new Error("gone")),
        };
        const { resources } = setUp(jobs);
        await resources.refresh(never);
        assert.deepEqual(
            [resources.current.jobs.length, resources.current.problem, resources.current.reasons.size],
            [2, undefined, 0],
        );
    });

    it("tell an endpoint that came up", async () => {
        const { endpoints, resources, settled } = setUp(undefined, fakeEndpoints([endpoint("e", { status: "Creating" })]));
        await resources.refresh(never);
        endpoints.endpoints[0] = endpoint("e");
        await resources.refresh(never);
        assert.equal(settled.length, 1);
    });

    it("keep what was listed when the place cannot be reached, and say why", async () => {
        const { jobs, resources } = setUp(fakeJobs([job("a")]));
        await resources.refresh(never);
        jobs.list = () => Promise.reject(new Error("no answer"));
        await resources.refresh(never);
        assert.equal(resources.current.jobs.length, 1);
        assert.equal(resources.current.problem, "no answer");
    });

    it("say so of a place that does not answer, and ask it again", async () => {
        const { jobs, resources } = setUp(fakeJobs([job("a")]));
        await resources.refresh(never);
        const { list } = jobs;
        jobs.list = () => Promise.reject(new Error("Request aborted"));
        await resources.refresh(AbortSignal.abort(new DOMException("", "TimeoutError")));
        assert.deepEqual([resources.current.jobs.length, resources.current.problem], [1, "It does not answer."]);
        jobs.list = list;
        await resources.refresh(never);
        assert.equal(resources.current.problem, undefined);
    });

    it("show the jobs when the endpoints cannot be listed", async () => {
        const { resources } = setUp(fakeJobs([job("a")]), {
            ...fakeEndpoints([]),
            list: () => Promise.reject(new Error("refused")),
        });
        await resources.refresh(never);
        assert.deepEqual([resources.current.jobs.length, resources.current.problem], [1, "refused"]);
    });

    it("ask nothing where nothing can be", async () => {
        const jobs = { ...fakeJobs([]), list: () => Promise.reject(new Error("asked")) };
        const { resources } = setUp(jobs, undefined, () => "nothing yet");
        await resources.refresh(never);
        assert.equal(resources.current.problem, undefined);
    });
});

describe("rows", () => {
    const current: Resources = {
        jobs: [job("a", { status: "InProgress", secondaryStatus: "Downloading" }), job("b", { status: "Failed" })],
        endpoints: [endpoint("e", { status: "Creating" })],
        problem: undefined,
        reasons: new Map([[job("b").arn, "exit code: 1"]]),
    };
    const rowsBelow = (of: "trainingJobs" | "endpoints", resources: Resources) =>
        nodesOf({ kind: "group", place, of, count: 0 }, () => resources).map(viewOf);

    it("show status, phase and reason as text, and the state as an icon", () => {
        const rows = rowsBelow("trainingJobs", current);
        assert.deepEqual(
            rows.map(({ label, description, icon, contextValue }) => [label, description, icon, contextValue]),
            [
                ["a", "InProgress · Downloading", "sync~spin", "job:local:running"],
                ["b", "Failed · Completed · exit code: 1", "error", "job:local:Failed"],
            ],
        );
    });

    it("keep an endpoint that settles apart from one in service", () => {
        const [creating] = rowsBelow("endpoints", current);
        assert.equal(creating?.contextValue, "endpoint:local:settling");
        const [inService] = rowsBelow("endpoints", { ...current, endpoints: [endpoint("e")] });
        assert.equal(inService?.contextValue, "endpoint:local:InService");
    });

    it("show a status that this version does not know as text, and count it as running", () => {
        const [row] = rowsBelow("trainingJobs", { ...current, jobs: [job("a", { status: JSON.parse('"Teleporting"') })] });
        assert.match(row?.description ?? "", /^Teleporting/);
        assert.equal(row?.contextValue, "job:local:running");
    });

    it("say what to do where there is nothing yet", () => {
        const empty = { jobs: [], endpoints: [], problem: undefined, reasons: new Map() };
        assert.equal(rowsBelow("trainingJobs", empty)[0]?.description, "launch one…");
        assert.equal(rowsBelow("endpoints", { ...empty, jobs: [job("a")] })[0]?.description, "deploy a completed job…");
        assert.equal(nodesOf({ kind: "aws", account: "default profile" }, () => empty).length, 2);
    });

    it("show what went wrong first", () => {
        const [first] = nodesOf({ kind: "place", place }, () => ({ ...current, problem: "no answer" })).map(viewOf);
        assert.equal(first?.label, "no answer");
    });

    it("have ids that stay, whatever the status", () => {
        const [before] = rowsBelow("trainingJobs", current);
        const [after] = rowsBelow("trainingJobs", { ...current, jobs: [job("a")] });
        assert.equal(before?.id, after?.id);
    });
});

describe("tooltips", () => {
    it("leave out what is not known", () => {
        const names = jobTooltip(job("a")).rows.map(([name]) => name);
        assert.ok(!names.includes("Reason") && !names.includes("Final metrics"));
    });

    it("tell why something failed", () => {
        assert.deepEqual(jobTooltip(job("a", { failureReason: "no data" })).rows[1], ["Reason", "no data"]);
        assert.deepEqual(endpointTooltip(endpoint("e", { failureReason: "no ping" })).rows[1], ["Reason", "no ping"]);
    });
});

describe("the notice that something settled", () => {
    const failed: Settled = { kind: "trainingJob", place, job: job("a", { status: "Failed" }), reason: "no data" };
    const done: Settled = { kind: "trainingJob", place, job: job("b"), reason: undefined };
    const up: Settled = { kind: "endpoint", place, endpoint: endpoint("e"), reason: undefined };

    it("is given as the user wants it", async () => {
        for (const [wanted, expected] of [
            ["all", 3],
            ["failures", 1],
            ["none", 0],
        ] as const) {
            const ask = fakeAsk();
            const notice = settledNotice({ ask, wanted: () => wanted, runCommand: async () => undefined });
            await Promise.all([failed, done, up].map(notice));
            assert.equal(ask.told.length, expected, wanted);
        }
    });

    it("runs the command of the button that was pressed, on the job", async () => {
        const ran: unknown[] = [];
        const ask = { ...fakeAsk(), tell: async (_message: string, ...buttons: readonly string[]) => buttons[0] };
        await settledNotice({ ask, wanted: () => "all", runCommand: async (id, node) => ran.push(id, node) })(done);
        assert.equal(ran[0], "rustSagemaker.endpoint.deploy");
        assert.partialDeepStrictEqual(ran[1], { job: { name: "b" } });
    });
});

describe("poll", () => {
    it("joins calls that come while it works into one more round", async () => {
        let rounds = 0;
        const { promise: resting, resolve } = Promise.withResolvers<void>();
        const one = poll(
            async () => void rounds++,
            () => (rounds >= 2 ? (resolve(), undefined) : undefined),
        );
        one.wake();
        one.wake();
        one.wake();
        await resting;
        assert.equal(rounds, 2);
        one.dispose();
    });

    it("does nothing after it was disposed", async () => {
        let rounds = 0;
        const one = poll(
            async () => void rounds++,
            () => 1,
        );
        one.wake();
        one.dispose();
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(rounds, 1);
    });
});
