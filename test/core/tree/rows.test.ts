import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { type Filter, NO_FILTER } from "../../../src/editor/tree/filter.ts";
import { type GroupNode, type ResourceNode, viewOf } from "../../../src/editor/tree/nodes.ts";
import type { Resources } from "../../../src/editor/tree/resources.ts";
import { filterRow, TreeRows } from "../../../src/editor/tree/rows.ts";
import { endpoint, job } from "../fakes/fakePlace.ts";

const AWS: Place = { kind: "aws", profile: "dev", region: "eu-west-1" };
const NOW = new Date(2026, 10, 20, 15, 0).getTime();

const current: Resources = {
    jobs: {
        items: [job("a", { status: "InProgress", secondaryStatus: "Downloading" }), job("b", { status: "Failed" })],
        next: undefined,
    },
    endpoints: { items: [endpoint("e", { status: "Creating" })], next: undefined },
    isListed: true,
    problem: undefined,
    answeredAt: NOW,
    reasons: new Map([[job("b").arn, "exit code: 1"]]),
};
const empty: Resources = { ...current, jobs: { items: [], next: undefined }, endpoints: { items: [], next: undefined } };

function treeOf(resources: Resources, { filter = NO_FILTER, isByDay = false }: { filter?: Filter; isByDay?: boolean } = {}) {
    return new TreeRows({ resourcesOf: () => resources, filter, isByDay, now: NOW });
}

function groupIn(rows: readonly ResourceNode[], of: GroupNode["of"]): GroupNode {
    const group = rows.find((row) => row.kind === "group" && row.of === of);
    assert.ok(group?.kind === "group");
    return group;
}

function rowsBelow(of: GroupNode["of"], resources: Resources, options = {}, place = LOCAL) {
    const tree = treeOf(resources, options);
    return tree.below(groupIn(tree.below({ kind: "place", place, account: undefined }), of)).map(viewOf);
}

describe("rows", () => {
    it("show status, phase and reason as text, and the state as an icon", () => {
        assert.deepEqual(
            rowsBelow("trainingJobs", current).map(({ label, description, icon, contextValue }) => [
                label,
                description,
                icon,
                contextValue,
            ]),
            [
                ["a", "InProgress · Downloading", "sync~spin", "job:local:running"],
                ["b", "Failed · Completed · exit code: 1", "error", "job:local:Failed"],
            ],
        );
    });

    it("keep an endpoint that settles apart from one in service", () => {
        const [creating] = rowsBelow("endpoints", current);
        assert.equal(creating?.contextValue, "endpoint:local:settling");
        const [inService] = rowsBelow("endpoints", { ...current, endpoints: { items: [endpoint("e")], next: undefined } });
        assert.equal(inService?.contextValue, "endpoint:local:InService");
    });

    it("F60: show a status that this version does not know as text, and count a job with it as running", () => {
        const teleporting = JSON.parse('"Teleporting"');
        const jobs = { items: [job("a", { status: teleporting })], next: undefined };
        const endpoints = { items: [endpoint("e", { status: teleporting })], next: undefined };
        const [row] = rowsBelow("trainingJobs", { ...current, jobs });
        assert.match(row?.description ?? "", /^Teleporting/);
        assert.equal(row?.contextValue, "job:local:running");
        assert.equal(rowsBelow("endpoints", { ...current, endpoints })[0]?.description, "Teleporting");
    });

    it("say what to do where there is nothing yet", () => {
        assert.equal(rowsBelow("trainingJobs", empty)[0]?.description, "launch one…");
        const completed = { ...empty, jobs: { items: [job("a")], next: undefined } };
        assert.equal(rowsBelow("endpoints", completed)[0]?.description, "deploy a completed job…");
    });

    it("offer to launch and to deploy in the place that they are below", () => {
        const completed = { ...empty, jobs: { items: [job("a")], next: undefined } };
        const tree = treeOf(empty);
        const [launch] = tree.below(groupIn(tree.below({ kind: "place", place: AWS, account: undefined }), "trainingJobs"));
        assert.ok(launch?.kind === "message");
        assert.partialDeepStrictEqual(launch.command?.args, [{ place: AWS }]);
        const other = treeOf(completed);
        const [deploy] = other.below(groupIn(other.below({ kind: "place", place: AWS, account: undefined }), "endpoints"));
        assert.ok(deploy?.kind === "message");
        assert.partialDeepStrictEqual(deploy.command?.args, [{ place: AWS }]);
    });

    it("offer to connect, and list nothing of AWS, before the user has connected", () => {
        const rows = treeOf(empty).below({ kind: "aws" });
        assert.deepEqual(
            rows.map(({ kind }) => kind),
            ["message", "images"],
        );
        assert.ok(rows[0]?.kind === "message" && rows[0].command?.id === "rustSagemaker.account.connect");
    });

    it("name profile, region and account of AWS", () => {
        const view = viewOf({ kind: "place", place: AWS, account: "123456789012" });
        assert.deepEqual([view.label, view.description], ["AWS", "dev · eu-west-1 · 123456789012"]);
    });

    it("say that they list before anything was answered, and never that there is nothing", () => {
        const labels = treeOf({ ...empty, isListed: false })
            .below({ kind: "place", place: AWS, account: undefined })
            .map((row) => viewOf(row).label);
        assert.deepEqual(labels, ["Listing…", "Images"]);
    });

    it("F03: show that the sign-in is over as a row that signs in", () => {
        const remedy = { kind: "runCommand", label: "Sign In", command: "rustSagemaker.account.signIn" } as const;
        const problem = new Problem("loginExpired", "Listing training jobs failed because the login to AWS has expired.", {
            remedy,
        });
        const [row] = treeOf({ ...empty, isListed: false, problem }).below({ kind: "place", place: AWS, account: undefined });
        assert.ok(row?.kind === "message");
        assert.deepEqual(
            [row.text, row.hint, row.command?.id],
            ["Sign in again…", "the sign-in has expired", "rustSagemaker.account.signIn"],
        );
    });

    it("F01: keep what was listed and say since when it is stale, where AWS throttles", () => {
        const problem = new Problem("throttled", "Listing training jobs was refused: Rate exceeded");
        const rows = treeOf({ ...current, problem }).below({ kind: "place", place: AWS, account: undefined });
        assert.ok(rows[0]?.kind === "message");
        assert.equal(rows[0].text, "AWS is asked too often");
        assert.match(rows[0].hint, /^stale since \d/);
        assert.equal(groupIn(rows, "trainingJobs").count, 2);
    });

    it("have ids that stay, whatever the status", () => {
        const [before] = rowsBelow("trainingJobs", current);
        const [after] = rowsBelow("trainingJobs", { ...current, jobs: { items: [job("a")], next: undefined } });
        assert.equal(before?.id, after?.id);
    });

    it("F93: have ids that tell the same name in two places apart", () => {
        assert.notEqual(rowsBelow("trainingJobs", current)[0]?.id, rowsBelow("trainingJobs", current, {}, AWS)[0]?.id);
    });
});

describe("rows by day", () => {
    const at = (name: string, day: number, hour: number, status: "Completed" | "InProgress" = "Completed") =>
        job(name, { createdAt: new Date(2026, 10, day, hour), status });
    const resources = {
        ...current,
        jobs: {
            items: [at("a", 20, 14), at("b", 20, 1), at("c", 19, 23), at("d", 3, 9), at("e", 2, 9, "InProgress")],
            next: "more",
        },
    };

    it("stand under Today, Yesterday and dates; open are the newest and those on which something runs", () => {
        const rows = rowsBelow("trainingJobs", resources, { isByDay: true });
        assert.deepEqual(rows.map(({ label, description }) => `${label} ${description}`).slice(0, 2), ["Today 2", "Yesterday 1"]);
        assert.deepEqual(
            rows.map(({ children }) => children),
            ["expanded", "collapsed", "collapsed", "expanded", "none"],
        );
        assert.match(rows[2]?.label ?? "", /2026/);
    });

    it("are the jobs of that day alone", () => {
        const tree = treeOf(resources, { isByDay: true });
        const days = tree.below(groupIn(tree.below({ kind: "place", place: LOCAL, account: undefined }), "trainingJobs"));
        assert.deepEqual(
            days.slice(0, 2).map((day) => tree.below(day).map((row) => viewOf(row).label)),
            [["a", "b"], ["c"]],
        );
    });

    it("end in a row that loads more, for which the group has a plus", () => {
        const rows = rowsBelow("trainingJobs", resources, { isByDay: true });
        assert.deepEqual([rows.at(-1)?.label, rows.at(-1)?.description], ["Load More…", "5 so far"]);
        const [group] = treeOf(resources).below({ kind: "place", place: LOCAL, account: undefined });
        assert.equal(group && viewOf(group).description, "5+");
    });
});

describe("a filtered tree", () => {
    it("says so in its first row, which clears the filter", () => {
        const [row] = filterRow({ name: "fraud", state: "failed" });
        assert.deepEqual([row?.text, row?.command?.id], ["Filter: “fraud” · Failed", "rustSagemaker.tree.clearFilter"]);
        assert.deepEqual(filterRow(NO_FILTER), []);
    });

    it("shows only jobs and endpoints of the state", () => {
        const filter: Filter = { name: "", state: "failed" };
        assert.deepEqual(
            rowsBelow("trainingJobs", current, { filter }).map(({ label }) => label),
            ["b"],
        );
        assert.equal(rowsBelow("endpoints", current, { filter })[0]?.label, "Nothing matches the filter");
    });

    it("shows only what has the name, also before SageMaker has searched for it", () => {
        const filter: Filter = { name: "B", state: undefined };
        assert.deepEqual(
            rowsBelow("trainingJobs", current, { filter }).map(({ label }) => label),
            ["b"],
        );
        assert.equal(rowsBelow("endpoints", current, { filter })[0]?.label, "Nothing matches the filter");
    });

    it("F91: does not say that nothing matches as long as there are pages that were not looked at", () => {
        const resources = { ...current, jobs: { ...current.jobs, next: "more" } };
        const [row] = rowsBelow("trainingJobs", resources, { filter: { name: "", state: "stopped" } });
        assert.deepEqual([row?.label, row?.description], ["Load More…", "none of those listed so far matches"]);
    });
});
