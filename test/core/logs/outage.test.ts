import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Problem, type ProblemCode } from "../../../src/core/problem.ts";
import { outage } from "../../../src/editor/logs/outage.ts";

const never = new AbortController().signal;

async function restsOf(code: ProblemCode, count: number): Promise<readonly number[]> {
    const rests: number[] = [];
    const { waitOut } = outage({
        place: { kind: "aws", profile: "dev", region: "us-east-1" },
        note() {},
        sleep: async (ms) => void rests.push(ms),
        now: () => 0,
    });
    for (let left = count; left > 0; left--) {
        await waitOut(new Problem(code, "It does not go on."), never);
    }
    return rests;
}

describe("an outage of a log", () => {
    it("is waited out with longer and longer rests", async () => {
        assert.deepEqual(await restsOf("serviceUnreachable", 6), [1000, 2000, 4000, 8000, 10_000, 10_000]);
    });

    it("asks no oftener than once a minute whoever gives credentials, which may be a person", async () => {
        assert.deepEqual(await restsOf("credentialsMissing", 3), [60_000, 60_000, 60_000]);
    });
});
