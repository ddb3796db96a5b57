import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { poll } from "../../../src/editor/tree/poll.ts";
import { type Interest, restMs } from "../../../src/editor/tree/restMs.ts";
import { WatchedPlaces } from "../../../src/editor/tree/watchedPlaces.ts";
import { fakeEndpoints, fakeJobs, job } from "../fakes/fakePlace.ts";
import { fakeResources } from "../fakes/fakeResources.ts";

const AWS: Place = { kind: "aws", profile: "dev", region: "eu-west-1" };
const OTHER: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
const QUIET: Interest = { place: AWS, isVisible: false, isActive: false, isFollowed: false, isBilled: false, failures: 0 };
const half = () => 0.5;

describe("the rest between two looks at a place", () => {
    it("is short for this machine, and long for AWS", () => {
        const seconds = (over: Partial<Interest>) => {
            const ms = restMs({ ...QUIET, ...over }, half);
            return ms === undefined ? "never" : ms / 1000;
        };
        assert.deepEqual(
            [{ isActive: true }, { isVisible: true }, {}].map((over) => seconds({ place: LOCAL, ...over })),
            [0.5, 3, "never"],
        );
        assert.deepEqual(
            [
                { isVisible: true, isActive: true },
                { isVisible: true },
                { isActive: true },
                { isActive: true, isFollowed: true },
                { isBilled: true },
                {},
            ].map(seconds),
            [10, 60, "never", 60, 300, "never"],
        );
    });

    it("F01: grows while AWS throttles or cannot be reached, up to minutes, and differs from window to window", () => {
        const rests = [1, 2, 3, 4, 5, 6, 20].map((failures) => restMs({ ...QUIET, isVisible: true, failures }, () => 1));
        assert.deepEqual(rests, [20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
        const least = restMs({ ...QUIET, isVisible: true, failures: 3 }, () => 0);
        assert.equal(least, 40_000);
    });
});

/** Everything that was queued runs before the clock goes on. */
async function settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) {
        await Promise.resolve();
    }
}

describe("requests to a place of AWS", () => {
    /** Counts the list calls of an hour, minute by minute. */
    async function requestsOfAnHour(over: {
        isVisible?: boolean;
        isFollowed?: boolean;
        isBilled?: boolean;
        jobs?: ReturnType<typeof fakeJobs>;
    }): Promise<number> {
        let requests = 0;
        const counted = <T>(answer: T): T => {
            requests++;
            return answer;
        };
        const jobs = over.jobs ?? fakeJobs([job("a")]);
        const endpoints = fakeEndpoints([]);
        const places = new WatchedPlaces({
            resourcesIn: (place) =>
                fakeResources({
                    place,
                    jobs: { ...jobs, page: async (query) => counted(jobs.page(query)) },
                    endpoints: { ...endpoints, page: async (query) => counted(endpoints.page(query)) },
                    now: Date.now,
                    asking: place.kind === "local" ? () => "nothing yet" : () => "ask",
                }).resources,
            interestIn: () => ({
                isVisible: over.isVisible ?? false,
                isFollowed: over.isFollowed ?? false,
                isBilled: over.isBilled ?? false,
            }),
            random: half,
            onChange() {},
        });
        mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
        try {
            places.connect(AWS);
            await settle();
            requests = 0; // the first look, with which the place is connected
            for (let second = 0; second < 3600; second++) {
                mock.timers.tick(1000);
                await settle();
            }
            return requests;
        } finally {
            places.dispose();
            mock.timers.reset();
        }
    }

    it("are none an hour while nobody looks and nothing runs", async () => {
        assert.equal(await requestsOfAnHour({}), 0);
    });

    it("are two a minute while one looks and nothing runs, with one job as with ten thousand", async () => {
        const many = Array.from({ length: 10_000 }, (_, index) => job(`job-${index}`, { createdAt: new Date(index * 60_000) }));
        assert.equal(await requestsOfAnHour({ isVisible: true }), 120);
        assert.equal(await requestsOfAnHour({ isVisible: true, jobs: fakeJobs(many) }), 120);
    });

    it("are one in ten seconds of jobs and one a minute of endpoints while one looks and a job runs, and two a minute while this window follows it hidden", async () => {
        const jobs = fakeJobs([job("a", { status: "InProgress" })]);
        assert.equal(await requestsOfAnHour({ isVisible: true, jobs }), 420);
        assert.equal(await requestsOfAnHour({ isFollowed: true, jobs }), 120);
        assert.equal(await requestsOfAnHour({ jobs }), 0);
    });

    it("are two in five minutes while the status bar tells of costs and nobody looks", async () => {
        assert.equal(await requestsOfAnHour({ isBilled: true }), 24);
    });
});

describe("watched places", () => {
    it("are this machine, and one place of AWS once it is connected", () => {
        let changes = 0;
        const places = new WatchedPlaces({
            resourcesIn: (place) => fakeResources({ place, asking: () => "nothing yet" }).resources,
            interestIn: () => ({ isVisible: false, isFollowed: false, isBilled: false }),
            random: half,
            onChange: () => changes++,
        });
        const shown = () => places.resources.map(({ place }) => place);
        assert.deepEqual(shown(), [LOCAL]);
        places.connect(AWS);
        const [, aws] = places.resources;
        places.connect({ ...AWS });
        assert.deepEqual([shown(), places.resources[1] === aws, changes], [[LOCAL, AWS], true, 1]);
        places.connect(OTHER);
        assert.deepEqual(shown(), [LOCAL, OTHER]);
        places.connect(undefined);
        assert.deepEqual(shown(), [LOCAL]);
        places.dispose();
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

    it("F15: asks at once after the machine slept, though its timers stood still meanwhile", async () => {
        mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
        try {
            let rounds = 0;
            const one = poll(
                async () => void rounds++,
                () => 60_000,
            );
            one.wake();
            await settle();
            mock.timers.tick(6000);
            await settle();
            assert.equal(rounds, 1);
            mock.timers.setTime(3_600_000);
            mock.timers.tick(5000);
            await settle();
            assert.equal(rounds, 2);
            one.dispose();
        } finally {
            mock.timers.reset();
        }
    });
});
