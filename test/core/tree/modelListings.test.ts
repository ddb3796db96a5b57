import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Model } from "../../../src/core/endpoint/models.ts";
import type { ListQuery } from "../../../src/core/listing.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { filterTree } from "../../../src/editor/commands/filterTree.ts";
import { NO_FILTER } from "../../../src/editor/tree/filter.ts";
import { ModelListings } from "../../../src/editor/tree/modelListings.ts";
import { viewOf } from "../../../src/editor/tree/nodes.ts";
import { TreeLook } from "../../../src/editor/tree/treeLook.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { fakeJobs, job, pageOf } from "../fakes/fakePlace.ts";
import { fakeResources } from "../fakes/fakeResources.ts";

const never = new AbortController().signal;
const AWS: Place = { kind: "aws", profile: "dev", region: "eu-west-1" };
const MODELS = { kind: "models", place: AWS } as const;

function setUp({ count = 150, isAsked = true } = {}) {
    const all: Model[] = Array.from({ length: count }, (_, index) => ({
        name: `model-${index}`,
        arn: `arn:model-${index}`,
        createdAt: new Date(1_000_000_000_000 - index * 60_000),
    }));
    const asked: ListQuery[] = [];
    const limits = { name: "", fails: false };
    const listings = new ModelListings({
        modelsIn: async () => ({
            async page(query) {
                asked.push(query);
                if (limits.fails) {
                    throw new Error("no answer");
                }
                return pageOf(all, query);
            },
        }),
        isAsked: () => isAsked,
        name: () => limits.name,
    });
    const labels = async () => (await listings.rowsBelow(MODELS)).map((row) => viewOf(row).label);
    return { listings, asked, limits, labels };
}

describe("the models in the tree", () => {
    it("are listed when their group is opened, a page at a time, and kept", async () => {
        const { listings, asked, labels } = setUp();
        assert.deepEqual([(await labels()).length, (await labels()).at(-1), asked.length], [101, "Load More…", 1]);
        await listings.more(AWS, never);
        assert.deepEqual([(await labels()).length, asked.length], [150, 2]);
        listings.forget();
        assert.deepEqual([(await labels()).length, asked.length], [101, 3]);
    });

    it("are those that the tree is limited to", async () => {
        const { limits, labels } = setUp();
        limits.name = "model-149";
        assert.deepEqual(await labels(), ["model-149"]);
    });

    it("say whether there is none at all, or none that the tree is limited to", async () => {
        const { listings, limits, labels } = setUp({ count: 0 });
        assert.deepEqual(await labels(), ["No models"]);
        limits.name = "iris";
        listings.forget();
        assert.deepEqual(await labels(), ["Nothing matches the filter"]);
    });

    it("say what went wrong, and are asked for again by the next look", async () => {
        const { limits, labels } = setUp();
        limits.fails = true;
        assert.deepEqual(await labels(), ["no answer"]);
        limits.fails = false;
        assert.equal((await labels()).length, 101);
    });

    it("start no server", async () => {
        const { asked, labels } = setUp({ isAsked: false });
        assert.deepEqual([await labels(), asked], [["No models yet"], []]);
    });
});

describe("what the user tells the tree to show", () => {
    function look() {
        const { resources } = fakeResources({
            place: LOCAL,
            jobs: fakeJobs(
                Array.from({ length: 250 }, (_, index) => job(`job-${index}`, { createdAt: new Date(index * 60_000) })),
            ),
        });
        const drawn: string[] = [];
        const days = { isByDay: true };
        const models = setUp().listings;
        const tree = new TreeLook({
            resources: () => [resources],
            models,
            redraw: () => drawn.push("tree"),
            relist: () => drawn.push("models"),
            byDay: { get: () => days.isByDay, set: (isByDay) => (days.isByDay = isByDay) },
        });
        return { tree, resources, drawn, days };
    }

    it("is a part of a name and a state, which it asks for", async () => {
        const { tree, resources } = look();
        const ask = fakeAsk({ answers: { name: "job-24", state: "done" } });
        const limitTo = (filter: typeof NO_FILTER, signal: AbortSignal) => tree.limitTo(filter, signal);
        await filterTree({ ask, filter: () => tree.filter, limitTo })(never);
        assert.deepEqual(tree.filter, { name: "job-24", state: "done" });
        assert.equal(resources.current.jobs.items.length, 11);
        const [name] = ask.shown;
        assert.ok(name?.kind === "text");
        assert.deepEqual([await name.validate("a-1"), await name.validate("")], [undefined, undefined]);
        assert.match((await name.validate("a_b")) ?? "", /letters, digits and hyphens/);
        await tree.limitTo(NO_FILTER, never);
        assert.equal(resources.current.jobs.items.length, 0);
    });

    it("is pages more of a group, and rows by day or not", async () => {
        const { tree, resources, days, drawn } = look();
        await resources.refresh(never);
        await tree.more({ place: LOCAL, of: "trainingJobs" }, never);
        assert.equal(resources.current.jobs.items.length, 200);
        await tree.more({ place: LOCAL, of: "models" }, never);
        tree.toggleDays();
        assert.deepEqual([days.isByDay, drawn], [false, ["models", "tree"]]);
    });
});
