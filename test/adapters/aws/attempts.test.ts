import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attempts } from "../../../src/adapters/aws/transport/attempts.ts";
import type { Effect } from "../../../src/adapters/aws/transport/operation.ts";

const signal = () => AbortSignal.timeout(30_000);
const reset = () => Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
const silence = () => Object.assign(new Error("no answer"), { name: "TimeoutError" });

describe("a call that fails after more than a minute", () => {
    it("F12: is repeated where it sends a part on a slow line that dropped, and not where nobody answers or it sends little", async (test) => {
        let now = 0;
        test.mock.method(performance, "now", () => now);
        const callsOf = async (effect: Effect, failure: () => Error) => {
            let calls = 0;
            const call = async () => {
                calls += 1;
                now += 64_000;
                return calls < 3 ? Promise.reject(failure()) : "sent";
            };
            await attempts(effect, call, () => assert.fail("nobody was too fast"), signal()).catch(() => undefined);
            return calls;
        };
        assert.equal(await callsOf("upload", reset), 3);
        assert.equal(await callsOf("upload", silence), 1);
        assert.equal(await callsOf("read", reset), 1);
    });
});
