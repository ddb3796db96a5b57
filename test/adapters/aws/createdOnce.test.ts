import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createdOnce } from "../../../src/adapters/aws/createdOnce.ts";

const never = new AbortController().signal;

describe("a create call whose answer was lost", () => {
    /** What bears the name is as old as that, in milliseconds, and ours or another's. */
    const lost = (ageMs: number, isOurs: boolean) => {
        let sent = 0;
        const answer = createdOnce(
            async () => {
                sent++;
                throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
            },
            async () => ({ made: "found", createdAt: Date.now() - ageMs, isOurs }),
            never,
        );
        return answer.then((made) => ({ made, sent }));
    };

    it("F40: has made what bears the name, is new and is as it was asked for", async () => {
        assert.deepEqual(await lost(1000, true), { made: "found", sent: 1 });
    });

    it("F40: has not made what is older, or is another's", async () => {
        await assert.rejects(lost(600_000, true), { code: "ECONNRESET" });
        await assert.rejects(lost(1000, false), { code: "ECONNRESET" });
    });
});
