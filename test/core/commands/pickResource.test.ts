import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListQuery } from "../../../src/core/listing.ts";
import { isRunning, type TrainingJob } from "../../../src/core/job/trainingJob.ts";
import type { Place } from "../../../src/core/place.ts";
import type { Ask } from "../../../src/editor/ask.ts";
import { pickResource } from "../../../src/editor/commands/pickResource.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { fakeJobs, job } from "../fakes/fakePlace.ts";

const never = new AbortController().signal;
const AWS: Place = { kind: "aws", profile: "dev", region: "eu-west-1" };
const SEARCH = "$(search) Search by Name…";
const STOP = { title: "Stop which training job?", isWanted: isRunning, none: "No training job is running." };

/** Jobs of which each is older than the one before it; `running` are the numbers of those that run. */
const jobs = (count: number, ...running: readonly number[]) =>
    Array.from({ length: count }, (_, index) =>
        job(`job-${index}`, {
            createdAt: new Date(Date.parse("2026-11-20T12:00:00Z") - index * 1000),
            status: running.includes(index) ? "InProgress" : "Completed",
        }),
    );

/** A user who searches for one name after the other, and then takes the first row. */
function setUp(all: TrainingJob[], ...names: string[]) {
    const place = fakeJobs(all.map(({ name, ...rest }) => job(name, rest)));
    const queries: ListQuery[] = [];
    const fake = fakeAsk();
    const rows: string[][] = [];
    const refused: (string | undefined)[] = [];
    const ask: Pick<Ask, "pick" | "steps" | "tell"> = {
        tell: fake.tell,
        async pick(title, choices) {
            rows.push([title, ...choices.map(({ label, description }) => `${label} ${description ?? ""}`.trim())]);
            return (names.length > 0 ? choices.at(-1) : choices[0])?.value;
        },
        async steps(_title, [step]) {
            refused.push(step?.kind === "text" ? await step.validate("a b") : undefined);
            return new Map([["name", names.shift() ?? ""]]);
        },
    };
    const page = async (_place: Place, query: ListQuery) => {
        queries.push(query);
        return place.page(query);
    };
    return { pick: pickResource({ place: () => AWS, page, ask }), queries, rows, refused, told: fake.told };
}

describe("a picker of resources", () => {
    it("names the place, and offers what a command makes sense for", async () => {
        const { pick, rows } = setUp(jobs(3, 1));
        assert.equal((await pick(STOP, never))?.resource.name, "job-1");
        assert.deepEqual(rows, [["AWS eu-west-1 (dev): Stop which training job?", "job-1 InProgress"]]);
    });

    it("asks SageMaker for a part of the name where there are more, as often as the user wants", async () => {
        const { pick, rows, queries, refused } = setUp(jobs(300, 0, 250), "nobody", "job-250");
        assert.equal((await pick(STOP, never))?.resource.name, "job-250");
        const title = "AWS eu-west-1 (dev): Stop which training job?";
        assert.deepEqual(rows, [
            [title, "job-0 InProgress", SEARCH],
            [title, `${SEARCH} Nothing found with "nobody"`],
            [title, "job-250 InProgress", SEARCH],
        ]);
        assert.deepEqual(queries, [{}, { nameContains: "nobody" }, { nameContains: "job-250" }]);
        assert.match(refused[0] ?? "", /letters, digits and hyphens/);
    });

    it("looks further down where the newest page has nothing, but not for ever", async () => {
        const near = setUp(jobs(300, 150));
        assert.equal((await near.pick(STOP, never))?.resource.name, "job-150");
        const far = setUp(jobs(900, 850), "job-850");
        assert.equal((await far.pick(STOP, never))?.resource.name, "job-850");
        assert.equal(far.rows[0]?.[1], `${SEARCH} None among the newest`);
        assert.equal(far.queries.length, 6);
    });

    it("says so where there is none", async () => {
        const { pick, told, rows } = setUp(jobs(150));
        assert.equal(await pick(STOP, never), undefined);
        assert.deepEqual([told, rows], [["No training job is running."], []]);
    });
});
