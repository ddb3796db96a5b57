import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Journal } from "../../../src/core/journal/journal.ts";
import type { Intent } from "../../../src/core/journal/operation.ts";
import type { TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { gpuPlace } from "../../../src/editor/commands/launch/gpuPlace.ts";
import { numbered, startTraining } from "../../../src/editor/commands/launch/startTraining.ts";
import { planNamed } from "../fakes/fakePlace.ts";
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
