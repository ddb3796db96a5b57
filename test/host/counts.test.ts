import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judged, ofCargoTests, ofClosingLine, ofNodeTests, ofStatus } from "./counts.ts";

describe("the count of a test run", () => {
    it("takes Node's last summary, and a cancelled test for a failed one", () => {
        const output = "ℹ tests 9\nℹ pass 1\nℹ fail 0\nℹ tests 9\nℹ pass 5\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 1\n";
        assert.deepEqual(ofNodeTests(output, 1), { passed: 5, failed: 2, skipped: 2 });
    });

    it("adds up cargo's test programs", () => {
        const result = (passed: number, failed: number) =>
            `test result: ok. ${passed} passed; ${failed} failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n`;
        assert.deepEqual(ofCargoTests(`${result(3, 0)}\n${result(4, 2)}`, 0), { passed: 7, failed: 2, skipped: 2 });
    });

    it("reads a closing line only where it stands alone", () => {
        assert.deepEqual(ofClosingLine("9 passed, 9 failed so far\n3 passed, 1 failed, 2 skipped\n", 1), {
            passed: 3,
            failed: 1,
            skipped: 2,
        });
    });

    it("counts a check without a count as one", () => {
        assert.deepEqual(ofStatus("", 0), { passed: 1, failed: 0, skipped: 0 });
        assert.deepEqual(ofStatus("", 2), { passed: 0, failed: 1, skipped: 0 });
    });

    const none = { passed: 0, failed: 0, skipped: 0 };

    it("fails a part that counted nothing", () => {
        assert.equal(judged(none, 0, false).failed, 1);
    });

    it("fails a part that failed without saying so", () => {
        assert.equal(judged({ ...none, passed: 3 }, 1, false).failed, 1);
        assert.equal(judged({ ...none, passed: 3, failed: 2 }, 1, false).failed, 2);
    });

    it("fails a part that skips where nothing may be skipped", () => {
        assert.equal(judged({ ...none, passed: 3, skipped: 1 }, 0, true).failed, 1);
        assert.equal(judged({ ...none, passed: 3, skipped: 1 }, 0, false).failed, 0);
    });
});
