import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { planDeletion } from "../../src/core/endpoint/deletion.ts";
import { LOCAL } from "../../src/core/place.ts";
import { Problem } from "../../src/core/problem.ts";
import { untilReached } from "../../src/editor/operations/untilReached.ts";
import { irisDeployment as plan } from "./fakes/irisDeployment.ts";
import { intentOf, operationsWindow as setUp } from "./fakes/operationsWindow.ts";

const never = new AbortController().signal;

describe("an operation on a place that cannot be reached for a while", () => {
    it("F43: is gone on with once the place can be reached, or somebody has signed in, and the log says once why it waits", async () => {
        const { journal, hosting, put, reconciled, all, logged } = setUp();
        put("endpoint", "iris", ["c"]);
        const deletion = await planDeletion("iris", hosting, never);
        await journal.begin(intentOf("delete", { specHash: "", plan: JSON.parse(JSON.stringify(deletion)) }));
        const { resume } = journal;
        let left = 3;
        journal.resume = async (operation) => {
            if (left-- > 0) {
                throw new Problem("loginExpired", "Sign in again.");
            }
            return resume(operation);
        };
        await reconciled();
        assert.deepEqual([left, all(), journal.entries()], [-1, [], []]);
        assert.deepEqual(
            logged.filter((line) => line.includes("stays interrupted")),
            ["The deletion of iris on Local stays interrupted: Sign in again."],
        );
    });

    for (const { code, everyMs } of [
        { code: "serviceUnreachable", everyMs: 10_000 },
        { code: "credentialsMissing", everyMs: 60_000 },
    ] as const) {
        it(`is tried again every ${everyMs / 1000} s after ${code}`, async () => {
            let now = 5;
            const tried: number[] = [];
            const waiting = { now: () => now, rest: async () => void (now += 10_000) };
            await untilReached(never, waiting, async () => {
                tried.push(now - 5);
                if (tried.length < 3) {
                    throw new Problem(code, "Not now.");
                }
            });
            assert.deepEqual(tried, [0, everyMs, 2 * everyMs]);
        });
    }

    it("F38: is not told of where another window has settled it meanwhile", async () => {
        const { journal, reconciled, asked } = setUp({ running: true });
        await journal.begin(intentOf("launch"));
        journal.resume = async () => undefined;
        await reconciled();
        assert.deepEqual(asked, []);
    });

    it("F12, F45: is removed, and deleted, to the end where the place could not be reached in the middle", async () => {
        const { operations, mishap, hosting, all, journal, put } = setUp();
        const { delete: remove } = hosting;
        const cutOff = () => {
            let left = 2;
            hosting.delete = async (...of) =>
                left-- > 0 ? Promise.reject(new Problem("serviceUnreachable", "No network.")) : remove(...of);
        };
        mishap("endpoint", new Problem("quotaExceeded", "No quota."));
        cutOff();
        await assert.rejects(
            operations.deploy(LOCAL, plan, () => {}, never),
            { code: "quotaExceeded" },
        );
        assert.deepEqual([all(), journal.entries()], [[], []]);
        put("endpoint", "iris", ["c"]);
        cutOff();
        const deletion = await planDeletion("iris", hosting, never);
        assert.ok(deletion);
        await assert.rejects(
            operations.delete(LOCAL, deletion, () => {}, never),
            { code: "serviceUnreachable", message: "No network. The deletion goes on as soon as that has passed." },
        );
        for (let turn = 0; turn < 50; turn++) {
            await new Promise(setImmediate);
        }
        assert.deepEqual([all(), journal.entries()], [[], []]);
    });
    it("F12: that goes back goes on behind the scenes when nobody wants to wait any more", async () => {
        const { operations, mishap, hosting, all, journal } = setUp();
        const { delete: remove } = hosting;
        const [cancel, network] = [new AbortController(), Promise.withResolvers<void>()];
        hosting.delete = async (...of) => {
            cancel.abort();
            await network.promise;
            return remove(...of);
        };
        mishap("endpoint", new Problem("quotaExceeded", "No quota."));
        await assert.rejects(
            operations.deploy(LOCAL, plan, () => {}, cancel.signal),
            { code: "quotaExceeded", message: "No quota." },
        );
        assert.equal(journal.entries().length, 1);
        network.resolve();
        for (let turn = 0; turn < 50; turn++) {
            await new Promise(setImmediate);
        }
        assert.deepEqual([all(), journal.entries()], [[], []]);
    });
});
