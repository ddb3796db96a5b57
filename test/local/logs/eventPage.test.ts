import assert from "node:assert/strict";
import { test } from "node:test";
import { pageBackward, pageForward } from "../../../src/local/logs/eventPage.ts";

test("a page of a log that somebody else has cut ends where the log ends now", () => {
    const filter = { limit: 100, startTime: 0, endTime: 10 };
    const left = [{ timestamp: 1, ingestionTime: 1, message: "left" }];
    const read = (from: number, limit: number) => left.slice(from, from + limit);
    assert.deepEqual(pageForward(read, 0, 50, filter), { events: left, from: 0, to: 1 });
    assert.deepEqual(
        pageBackward(() => [], 50, filter),
        { events: [], from: 50, to: 50 },
    );
});
