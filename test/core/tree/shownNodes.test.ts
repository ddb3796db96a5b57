import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL } from "../../../src/core/place.ts";
import { byDay } from "../../../src/editor/tree/days.ts";
import type { GroupNode, ResourceNode } from "../../../src/editor/tree/nodes.ts";
import { ShownNodes } from "../../../src/editor/tree/shownNodes.ts";
import { job } from "../fakes/fakePlace.ts";

const GROUP: GroupNode = { kind: "group", place: LOCAL, of: "trainingJobs", count: 0, hasMore: false };

function rowsOf(count: number, running: readonly number[] = []): readonly ResourceNode[] {
    return Array.from({ length: count }, (_, index) => ({
        kind: "trainingJob",
        place: LOCAL,
        job: job(`job-${index}`, running.includes(index) ? { status: "InProgress" } : {}),
        failureReason: undefined,
    }));
}

function setUp(rows: readonly ResourceNode[]) {
    const shown = new ShownNodes();
    const [group] = shown.handOut(undefined, [GROUP]);
    assert.ok(group);
    const nodes = shown.handOut(group, rows);
    const changed = (now: readonly ResourceNode[]) =>
        shown.changed((parent) => (parent === undefined ? [GROUP] : parent === group ? now : undefined));
    return { shown, group, nodes, changed };
}

describe("the nodes that VS Code has", () => {
    it("are drawn again only where something differs, as the same objects with what is new", () => {
        const { nodes, changed } = setUp(rowsOf(100, [3]));
        assert.deepEqual(changed(rowsOf(100, [3])), []);
        const [only, ...others] = changed(rowsOf(100));
        assert.ok(only !== undefined && only === nodes[3] && only.kind === "trainingJob");
        assert.deepEqual([only.job.status, others], ["Completed", []]);
        assert.deepEqual(changed(rowsOf(100)), []);
    });

    it("are drawn with their group where rows came or went, or where many differ", () => {
        const { group, changed } = setUp(rowsOf(100, [3]));
        assert.deepEqual(changed(rowsOf(99, [3])), [group]);
        assert.deepEqual(
            changed(
                rowsOf(
                    100,
                    Array.from({ length: 60 }, (_, index) => index),
                ),
            ),
            [group],
        );
    });

    it("are drawn from the root where a place came", () => {
        const { shown } = setUp(rowsOf(1));
        assert.deepEqual(
            shown.changed((parent) => (parent === undefined ? [GROUP, { kind: "aws" }] : undefined)),
            [undefined],
        );
    });

    it("are not held on to when they are gone", () => {
        const { shown, group } = setUp(rowsOf(100));
        shown.handOut(group, rowsOf(1));
        assert.equal(shown.filter(({ kind }) => kind === "trainingJob").length, 1);
        shown.handOut(undefined, [{ kind: "aws" }]);
        assert.equal(shown.filter(() => true).length, 1);
    });

    it("lose what a row has no longer", () => {
        const row = { kind: "message", id: "m", text: "a", hint: "", icon: "i" } as const;
        const shown = new ShownNodes();
        shown.handOut(undefined, [{ ...row, command: { id: "c", title: "C" } }]);
        const [node] = shown.handOut(undefined, [row]);
        assert.deepEqual(node, row);
    });

    it("are compared in a moment, also when there are ten thousand", () => {
        const { changed } = setUp(rowsOf(10_000));
        const before = performance.now();
        assert.equal(changed(rowsOf(10_000, [9_999])).length, 1);
        assert.ok(performance.now() - before < 10_000, `${performance.now() - before} ms`);
    });
});

describe("days", () => {
    it("are those of the user's calendar, also where the clock was changed", () => {
        // In many zones the clocks change in this night; `now` is early on the day after.
        const now = new Date(2026, 9, 26, 0, 30).getTime();
        const days = byDay([{ createdAt: new Date(2026, 9, 26, 0, 10) }, { createdAt: new Date(2026, 9, 25, 0, 5) }], now);
        assert.deepEqual(
            days.map(({ day }) => [day.key, day.label]),
            [
                ["2026-10-26", "Today"],
                ["2026-10-25", "Yesterday"],
            ],
        );
    });
});
