import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTrainingJobRequest } from "../../../src/core/job/trainingPlan.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { capacityWatch } from "../../../src/editor/commands/launch/capacityWatch.ts";
import { keptWatches } from "../../../src/editor/commands/launch/keptWatches.ts";
import { resumeWatches } from "../../../src/editor/commands/launch/resumeWatches.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { job, planNamed } from "../fakes/fakePlace.ts";
import { AWS } from "../fakes/fakeRepositories.ts";

const never = new AbortController().signal;
const sha256OfText = (text: string) => text;
const account = "123456789012";
const plan = planNamed("iris", { instanceType: "ml.g5.xlarge", environment: { TOKEN: "canary" } });

describe("a job that waits for its instance", () => {
    const failed = {
        status: "Failed",
        failureReason: "CapacityError: Unable to provision requested ML compute capacity.",
    } as const;
    const memoryOf = () => {
        const values = new Map<string, unknown>();
        return {
            values,
            get: (key: string): unknown => values.get(key),
            update: async (key: string, value: unknown) => void values.set(key, JSON.parse(JSON.stringify(value))),
        };
    };
    const watched = (
        statuses: readonly object[],
        {
            presses = undefined as string | undefined,
            memory = memoryOf(),
            onRest = () => {},
            accountNow = account,
            isConnected = true,
        } = {},
    ) => {
        const left = [...statuses];
        const started: string[] = [];
        let looks = 0;
        const rests: number[] = [];
        const ask = { ...fakeAsk(), asked: [] as string[], warn: async (message: string) => (ask.asked.push(message), presses) };
        const kept = keptWatches(memory);
        const watch = capacityWatch({
            kept,
            jobsIn: async () => ({
                async describe(name) {
                    looks += 1;
                    const next = left.shift() ?? { status: "Completed" };
                    return next instanceof Error ? Promise.reject(next) : job(name, next);
                },
            }),
            start: async ({ plan: next }) => next,
            isConnected: () => isConnected,
            ask,
            rest: async (ms, signal) => (rests.push(ms), onRest(), signal.throwIfAborted()),
            onStarted: ({ name, instanceType }) => void started.push(`${name} ${instanceType}`),
            sha256OfText,
        });
        return {
            started,
            rests,
            ask,
            memory,
            kept,
            looks: () => looks,
            run: (fallbackTypes: string[] = [], name = plan.name, firstName = name, signal = never) =>
                watch({ place: AWS, account, plan: { ...plan, name }, firstName, fallbackTypes }, signal),
            resume: resumeWatches({
                kept,
                jobsIn: async () => ({ requestOf: async (name) => createTrainingJobRequest({ ...plan, name }) }),
                accountOf: async () => accountNow,
                watch,
                rest: async () => assert.fail("all looks are answered"),
                report: (error) => assert.fail(String(error)),
                sha256OfText,
            }),
        };
    };

    it("F18: is launched on the next type when AWS had none, and again on the one after", async () => {
        const starting = { status: "InProgress", secondaryStatus: "Starting" };
        const { started, run } = watched([starting, failed, failed, { status: "InProgress", secondaryStatus: "Training" }]);
        await run(["ml.g4dn.xlarge", "ml.p3.2xlarge"]);
        assert.deepEqual(started, ["iris-2 ml.g4dn.xlarge", "iris-3 ml.p3.2xlarge"]);
    });

    it("F18: is launched again in five minutes where the user named no other type and wants that", async () => {
        const { started, rests, ask, run } = watched([failed, { status: "Completed" }], { presses: "Retry in 5 Minutes" });
        await run();
        assert.deepEqual(started, ["iris-2 ml.g5.xlarge"]);
        assert.ok(rests.includes(300_000));
        assert.match(ask.asked[0] ?? "", /no ml\.g5\.xlarge to give for iris in AWS us-east-1 \(dev\)/);
        const left = watched([failed]);
        await left.run();
        assert.deepEqual(left.started, []);
    });

    it("F18: is launched nowhere else once the user has disconnected from AWS", async () => {
        const { started, ask, run, looks } = watched([failed], { isConnected: false, presses: "Retry in 5 Minutes" });
        await run(["ml.g4dn.xlarge"]);
        await run();
        assert.deepEqual([started, ask.asked, looks()], [[], [], 0]);
    });

    it("F03: is looked at less and less often while nobody is signed in, and no more where one may not look", async () => {
        const expired = Array.from({ length: 7 }, () => new Problem("loginExpired", "Sign in again."));
        const signedOut = watched([...expired, { status: "Completed" }]);
        await signedOut.run();
        assert.deepEqual(
            signedOut.rests,
            [15, 30, 60, 120, 240, 300, 300, 300].map((seconds) => seconds * 1000),
        );
        const denied = watched([new Problem("accessDenied", "You may not.")]);
        await denied.run();
        assert.deepEqual([denied.looks(), denied.rests], [1, [15_000]]);
    });

    it("F18: is looked at ever less often while it waits, and every five minutes at the least", async () => {
        const starting = { status: "InProgress", secondaryStatus: "Starting" };
        const { rests, looks, run } = watched(Array.from({ length: 400 }, () => starting));
        await run(["ml.g4dn.xlarge"]);
        assert.ok(rests.slice(0, 20).every((ms) => ms === 15_000));
        assert.deepEqual(
            rests,
            rests.toSorted((a, b) => a - b),
        );
        assert.equal(rests.at(-1), 300_000);
        const day = rests.findIndex((_, index) => rests.slice(0, index).reduce((sum, ms) => sum + ms, 0) > 86_400_000);
        assert.ok(day > 200 && day < 400 && looks() === 401, `${day} looks on the first day`);
    });

    it("F18: gets a name that neither the launch before nor the user's own number has", async () => {
        const again = watched([failed]);
        await again.run(["ml.p3.2xlarge"], "iris-2", "iris");
        assert.deepEqual(again.started, ["iris-3 ml.p3.2xlarge"]);
        const below = watched([failed]);
        await below.run(["ml.p3.2xlarge"], "iris-2-3", "iris");
        assert.deepEqual(below.started, ["iris-3 ml.p3.2xlarge"]);
        const own = watched([failed]);
        await own.run(["ml.p3.2xlarge"], "resnet-50");
        assert.deepEqual(own.started, ["resnet-50-2 ml.p3.2xlarge"]);
    });

    it("F18: falls back to the types that are left after the window was closed and opened again", async () => {
        const closing = new AbortController();
        const starting = { status: "InProgress", secondaryStatus: "Starting" };
        const before = watched([failed, starting], { onRest: () => before.started.length > 0 && closing.abort() });
        await assert.rejects(before.run(["ml.g4dn.xlarge", "ml.p3.2xlarge"], "iris", "iris", closing.signal));
        assert.deepEqual(before.started, ["iris-2 ml.g4dn.xlarge"]);
        assert.ok(!JSON.stringify([...before.memory.values]).includes("canary"), "the environment is written nowhere");
        const { memory } = before;
        const after = watched([failed, { status: "InProgress", secondaryStatus: "Training" }], { memory });
        await after.resume(never);
        assert.deepEqual(after.started, ["iris-3 ml.p3.2xlarge"]);
        assert.deepEqual(after.kept.all(), []);
    });

    it("F18: is forgotten where the profile leads into another account by now, and whatever else is kept is no job", async () => {
        const memory = memoryOf();
        const own = { place: AWS, account, name: "iris", firstName: "iris", fallbackTypes: ["ml.p3.2xlarge"] };
        const odd = [null, 1, "iris", {}, { ...own, place: LOCAL }, { ...own, fallbackTypes: [1] }, { ...own, name: 1 }];
        await memory.update("capacityWatches", [...odd, own]);
        const other = watched([failed], { memory, accountNow: "210987654321" });
        assert.deepEqual(other.kept.all(), [own]);
        await other.resume(never);
        assert.deepEqual([other.started, other.kept.all()], [[], []]);
    });

    it("is left alone once it has its instance, and when it fails for another reason", async () => {
        const training = watched([{ status: "InProgress", secondaryStatus: "Downloading" }, failed]);
        await training.run(["ml.g4dn.xlarge"]);
        const crashed = watched([{ status: "Failed", failureReason: "AlgorithmError: , exit code: 101" }]);
        await crashed.run(["ml.g4dn.xlarge"]);
        assert.deepEqual([training.started, crashed.started], [[], []]);
    });
});
