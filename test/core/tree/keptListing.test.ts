import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListPage, ListQuery } from "../../../src/core/listing.ts";
import { isRunning, type TrainingJob } from "../../../src/core/job/trainingJob.ts";
import { Problem } from "../../../src/core/problem.ts";
import { KeptListing } from "../../../src/editor/tree/keptListing.ts";
import { job, pageOf } from "../fakes/fakePlace.ts";

const never = new AbortController().signal;
const NOON = Date.parse("2026-11-20T12:00:00Z");
const SECOND = 1000;

/** Jobs of which each was created ten seconds before the one before it. */
function jobs(count: number, newest = NOON): TrainingJob[] {
    return Array.from({ length: count }, (_, index) =>
        job(`job-${newest - index * 10 * SECOND}`, { createdAt: new Date(newest - index * 10 * SECOND) }),
    );
}

function setUp(all: TrainingJob[]) {
    const asked: ListQuery[] = [];
    const place = { all };
    const listing = new KeptListing<TrainingJob>({
        page: async (query) => {
            asked.push(query);
            return pageOf(place.all, query);
        },
        isBusy: isRunning,
    });
    return { listing, asked, place };
}

const running = (one: TrainingJob): TrainingJob => ({ ...one, status: "InProgress" });

describe("a kept listing", () => {
    it("asks for one page a look, and for further ones when told to", async () => {
        const { listing, asked } = setUp(jobs(250));
        assert.equal(await listing.refresh(never), true);
        assert.equal(await listing.refresh(never), false);
        assert.deepEqual([asked.length, listing.shown.items.length], [2, 100]);
        await listing.more(never);
        await listing.more(never);
        await listing.more(never);
        assert.deepEqual([asked.length, listing.shown.items.length, listing.shown.next], [4, 250, undefined]);
        await listing.refresh(never);
        assert.equal(listing.shown.items.length, 250);
    });

    it("puts what is new on top of what was read further down", async () => {
        const { listing, place } = setUp(jobs(250));
        await listing.refresh(never);
        await listing.more(never);
        place.all = [...jobs(3, NOON + 60 * SECOND), ...place.all];
        assert.equal(await listing.refresh(never), true);
        assert.equal(listing.shown.items.length, 203);
        assert.equal(listing.shown.items[0]?.name, place.all[0]?.name);
    });

    it("goes on with what is busy when it begins anew, and lets go of it when it is gone", async () => {
        const { listing, place } = setUp(jobs(50).map((one, index) => (index === 40 ? running(one) : one)));
        await listing.refresh(never);
        place.all = [...jobs(150, NOON + 3600 * SECOND), ...place.all];
        await listing.refresh(never);
        assert.deepEqual(
            [listing.shown.items.length, listing.known.length, listing.known.filter(isRunning).length],
            [100, 101, 1],
        );
        place.all = place.all.filter((one) => !isRunning(one));
        await listing.refresh(never);
        assert.deepEqual([listing.known.length, listing.known.filter(isRunning).length], [100, 0]);
    });

    it("begins anew where more was created than fits into a page, for example while the machine slept", async () => {
        const { listing, place } = setUp(jobs(150));
        await listing.refresh(never);
        await listing.more(never);
        place.all = [...jobs(120, NOON + 5000 * SECOND), ...place.all];
        await listing.refresh(never);
        assert.equal(listing.shown.items.length, 100);
        while (listing.shown.next !== undefined) {
            await listing.more(never);
        }
        assert.equal(listing.shown.items.length, 270);
    });

    it("F53: forgets quietly what was deleted elsewhere, and keeps what lies below the page", async () => {
        const { listing, place } = setUp(jobs(250));
        await listing.refresh(never);
        await listing.more(never);
        place.all = place.all.toSpliced(50, 1);
        assert.equal(await listing.refresh(never), true);
        assert.equal(listing.shown.items.length, 199);
    });

    it("looks by turns at what is still busy below the first page, with one call a look", async () => {
        const { listing, asked, place } = setUp(jobs(450).map((one, index) => ([180, 420].includes(index) ? running(one) : one)));
        await listing.refresh(never);
        for (let pages = 1; pages < 5; pages++) {
            await listing.more(never);
        }
        const before = asked.length;
        place.all = place.all.map((one) => ({ ...one, status: "Completed" }));
        for (let looks = 0; looks < 5; looks++) {
            await listing.refresh(never);
        }
        assert.equal(asked.length, before + 5);
        assert.deepEqual(listing.known.filter(isRunning), []);
        assert.equal(listing.shown.items.length, 450);
        await listing.refresh(never);
        assert.deepEqual(asked.at(-1), {});
    });

    it("finds by name what is far below, keeps it up to date, and shows everything again afterwards", async () => {
        const all = jobs(1000).map((one, index) => (index === 700 ? running({ ...one, name: "needle-1" }) : one));
        const { listing, asked, place } = setUp(all);
        await listing.refresh(never);
        await listing.search("needle", never);
        assert.deepEqual(
            [asked.length, listing.shown.items.map(({ name }) => name), listing.shown.next],
            [2, ["needle-1"], undefined],
        );
        place.all = all.map((one) => ({ ...one, status: "Completed" }));
        place.all.unshift(job("needle-2", { createdAt: new Date(NOON + 60 * SECOND) }));
        await listing.refresh(never);
        await listing.refresh(never);
        assert.deepEqual(
            listing.shown.items.map(({ name, status }) => [name, status]),
            [
                ["needle-2", "Completed"],
                ["needle-1", "Completed"],
            ],
        );
        await listing.search("", never);
        assert.equal(listing.shown.items.length, 101);
    });

    it("begins anew where the rows end when a token is not taken any more, and goes on from there", async () => {
        const all = jobs(350);
        const { place } = setUp(all);
        const asked: ListQuery[] = [];
        let refusal: Error | undefined;
        const listing = new KeptListing<TrainingJob>({
            page: async (query) => {
                asked.push(query);
                if (query.next !== undefined && refusal) {
                    throw refusal;
                }
                return pageOf(place.all, query);
            },
            isBusy: isRunning,
        });
        await listing.refresh(never);
        refusal = new Problem("invalidRequest", "Listing training jobs was refused: the token has expired.");
        await listing.more(never);
        assert.equal(listing.shown.items.length, 199); // the last row is the first of the new page
        refusal = undefined;
        while (listing.shown.next !== undefined) {
            await listing.more(never);
        }
        assert.deepEqual(listing.shown.items, all);
        const below = asked[2]?.createdBefore;
        assert.ok(below);
        assert.deepEqual(
            asked.map(({ createdBefore, next }) => [createdBefore, next]),
            [
                [undefined, undefined],
                [undefined, "100"],
                [below, undefined],
                [below, "100"],
                [below, "200"],
            ],
        );
    });

    it("begins a search anew, too, from its first page where it has no rows yet, and passes on what is no refusal", async () => {
        let answer: (query: ListQuery) => ListPage<TrainingJob> = () => ({ items: [], next: "old" });
        const asked: ListQuery[] = [];
        const listing = new KeptListing<TrainingJob>({
            page: async (query) => {
                asked.push(query);
                return answer(query);
            },
            isBusy: isRunning,
        });
        await listing.search("needle", never);
        answer = () => {
            throw new Problem("throttled", "Rate exceeded");
        };
        await assert.rejects(listing.more(never), /Rate exceeded/);
        answer = ({ next }) => {
            if (next === "old") {
                throw new Problem("invalidRequest", "Invalid token");
            }
            return { items: [job("needle")], next: undefined };
        };
        await listing.more(never);
        assert.deepEqual(asked.at(-1), { nameContains: "needle" });
        assert.deepEqual([listing.shown.items.map(({ name }) => name), listing.shown.next], [["needle"], undefined]);
    });

    it("drops the page of a search that was given up meanwhile", async () => {
        const { listing } = setUp(jobs(250));
        await listing.refresh(never);
        await listing.search("job", never);
        const late = listing.more(never);
        await listing.search("", never);
        await late;
        assert.equal(listing.shown.items.length, 100);
    });
});
