import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Journal } from "../../../src/core/journal/journal.ts";
import type { Intent } from "../../../src/core/journal/operation.ts";
import { createTrainingJobRequest, type TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { capacityWatch } from "../../../src/editor/commands/launch/capacityWatch.ts";
import { keptWatches } from "../../../src/editor/commands/launch/keptWatches.ts";
import { resumeWatches } from "../../../src/editor/commands/launch/resumeWatches.ts";
import { gpuPlace } from "../../../src/editor/commands/launch/gpuPlace.ts";
import { numbered, startTraining } from "../../../src/editor/commands/launch/startTraining.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { job, planNamed } from "../fakes/fakePlace.ts";
import { AWS } from "../fakes/fakeRepositories.ts";

const never = new AbortController().signal;
const sha256OfText = (text: string) => text;
const noCapacity = () => new Problem("noCapacity", "AWS has none.");
const roleRefused = () => new Problem("invalidRequest", "Starting was refused: Could not assume role arn. Please ensure …");
const account = "123456789012";
const plan = planNamed("iris", { instanceType: "ml.g5.xlarge", environment: { TOKEN: "canary" } });

/** A place that answers each start with the next of these, and a journal that writes down what it is told. */
function setUp(
    answers: readonly (Error | undefined)[],
    over: { roleMadeAt?: number | Error | undefined; retries?: boolean | Promise<boolean> } = {},
) {
    const { roleMadeAt, retries = false } = over;
    const left = [...answers];
    const did: string[] = [];
    const intents: Intent[] = [];
    let now = 1_000_000;
    const journal: Pick<Journal, "begin"> = {
        async begin(intent) {
            intents.push(intent);
            did.push(`begin ${intent.subject.name}`);
            const operation = { ...intent, id: "1", startedAt: "", steps: [] };
            return {
                operation,
                step: async ({ action, name }) => void did.push(`${action} ${name}`),
                end: async () => void did.push("end"),
                leave: async () => void did.push("leave"),
            };
        },
    };
    const told: string[] = [];
    const start = startTraining({
        jobsIn: async () => ({
            async start({ name, instanceType }: TrainingPlan) {
                did.push(`send ${name} ${instanceType}`);
                const answer = left.shift();
                if (answer !== undefined) {
                    throw answer;
                }
            },
        }),
        journal,
        roleMadeAt: async () => (roleMadeAt instanceof Error ? Promise.reject(roleMadeAt) : roleMadeAt),
        now: () => now,
        rest: async (ms) => void (now += ms),
        tell: (message) => void told.push(message),
        retryLater: async () => retries,
        onLeft: () => void did.push("tell that it was left"),
        sha256OfText,
    });
    return {
        did,
        intents,
        told,
        run: (fallbackTypes: readonly string[] = [], signal = never) =>
            start({ place: AWS, account, plan, fallbackTypes }, signal),
    };
}

describe("a start of a training job", () => {
    it("is written down before it is sent, without its environment, and closed when it is done", async () => {
        const { did, intents, run } = setUp([undefined]);
        assert.equal(await run(), plan);
        assert.deepEqual(did, ["begin iris", "create iris", "send iris ml.g5.xlarge", "end"]);
        assert.equal(intents[0]?.specHash, plan.specHash);
        assert.ok(!JSON.stringify(intents).includes("canary"));
    });

    it("stays in the journal where nobody can say whether it had its effect, and only there", async () => {
        const unknown = setUp([new Problem("serviceUnreachable", "reset")]);
        await assert.rejects(unknown.run());
        assert.deepEqual(unknown.did.slice(-2), ["leave", "tell that it was left"]);
        const cancelled = setUp([new DOMException("Cancelled.", "AbortError")]);
        await assert.rejects(cancelled.run());
        assert.equal(cancelled.did.at(-1), "tell that it was left");
        const refused = setUp([new Problem("invalidRequest", "no")]);
        await assert.rejects(refused.run());
        assert.equal(refused.did.at(-1), "end");
    });

    it("F18: takes the next instance type that the user has named where AWS has none of the first, and says so", async () => {
        const { did, told, run } = setUp([noCapacity(), noCapacity(), undefined]);
        const started = await run(["ml.g4dn.xlarge", "ml.p3.2xlarge"]);
        assert.deepEqual([started.name, started.instanceType], ["iris-3", "ml.p3.2xlarge"]);
        assert.notEqual(started.specHash, plan.specHash);
        assert.deepEqual(
            did.filter((one) => one.startsWith("send")),
            ["send iris ml.g5.xlarge", "send iris-2 ml.g4dn.xlarge", "send iris-3 ml.p3.2xlarge"],
        );
        assert.match(told[0] ?? "", /no ml\.g5\.xlarge to give .* Launching iris-2 on ml\.g4dn\.xlarge\./);
    });

    it("F18: takes no other instance type than the user has named, and none for another reason", async () => {
        const alone = setUp([noCapacity()]);
        await assert.rejects(alone.run(), { code: "noCapacity" });
        assert.equal(alone.did.filter((one) => one.startsWith("send")).length, 1);
        const again = setUp([noCapacity(), undefined], { retries: true });
        assert.equal((await again.run()).name, "iris", "the same again, five minutes later, where the user wants that");
    });

    it("F18: ends at once where it is cancelled while the user is asked whether to try again", async () => {
        const { did, run } = setUp([noCapacity(), undefined], { retries: new Promise(() => {}) });
        const cancelling = new AbortController();
        const cancelled = assert.rejects(run([], cancelling.signal), { name: "AbortError" });
        setImmediate(() => cancelling.abort());
        await cancelled;
        assert.equal(did.filter((one) => one.startsWith("send")).length, 1);
    });

    it("F16: offers to request an increase of the quota that is reached, and takes no other type for it", async () => {
        const { did, run } = setUp([new Problem("quotaExceeded", "quota")]);
        const args = [{ place: AWS, use: "training job", instanceType: "ml.g5.xlarge", atLeast: 1 }];
        await assert.rejects(run(["ml.g4dn.xlarge"]), {
            code: "quotaExceeded",
            remedy: { kind: "runCommand", label: "Request Increase…", command: "rustSagemaker.quota.requestIncrease", args },
        });
        assert.equal(did.filter((one) => one.startsWith("send")).length, 1);
    });

    it("F55: is sent again while its role is younger than five minutes and not known everywhere yet", async () => {
        const { did, run } = setUp([roleRefused(), roleRefused(), undefined], { roleMadeAt: 1_000_000 - 60_000 });
        await run();
        assert.equal(did.filter((one) => one.startsWith("send")).length, 3);
        assert.equal(did.at(-1), "end");
    });

    it("F55: is not sent again for an old role, one whose age is unknown, or longer than two minutes", async () => {
        for (const roleMadeAt of [1_000_000 - 301_000, undefined, new Problem("accessDenied", "You may not read roles.")]) {
            const { did, run } = setUp([roleRefused(), undefined], { roleMadeAt });
            await assert.rejects(run(), { code: "invalidRequest" });
            assert.equal(did.filter((one) => one.startsWith("send")).length, 1);
        }
        const young = setUp(Array.from({ length: 50 }, roleRefused), { roleMadeAt: 1_000_000 });
        await assert.rejects(young.run(), { code: "invalidRequest" });
        assert.equal(young.did.filter((one) => one.startsWith("send")).length, 14);
    });
});

describe("the name of a job that takes the place of another", () => {
    it("has its number, and stays a name that SageMaker takes", () => {
        assert.equal(numbered("iris", 2), "iris-2");
        assert.equal(numbered("x".repeat(63), 12), `${"x".repeat(60)}-12`);
        assert.equal(numbered(`${"x".repeat(60)}-yz`, 2), `${"x".repeat(60)}-2`);
    });
});

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

describe("where a job with a GPU runs", () => {
    const chosen = (answer: string | undefined, connects: boolean) => {
        const did: string[] = [];
        let isConnected = false;
        const where = gpuPlace({
            connected: () => (isConnected ? AWS : undefined),
            ask: { choose: async () => answer },
            async runCommand(id) {
                did.push(id);
                isConnected = connects;
            },
        });
        return { did, where };
    };

    it("is the account that one is connected to, or connects to, or this machine where the user says so", async () => {
        assert.equal(
            await gpuPlace({
                connected: () => AWS,
                ask: { choose: async () => assert.fail("asked") },
                runCommand: async () => {},
            })(),
            AWS,
        );
        const connect = chosen("Connect to AWS…", true);
        assert.equal(await connect.where(), AWS);
        assert.deepEqual(connect.did, ["rustSagemaker.account.connect"]);
        assert.equal(await chosen("Connect to AWS…", false).where(), undefined);
        assert.equal(await chosen("Run on This Machine", false).where(), LOCAL);
        assert.equal(await chosen(undefined, false).where(), undefined);
    });
});
