import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readEnds } from "../../src/adapters/aws/readEnds.ts";

const line = (ingestionTime: number) => [{ timestamp: ingestionTime, ingestionTime, message: "" }];

describe("the end of a read of a log", () => {
    it("F66: is the moment at which the read began, so that a busy stream has an end", () => {
        let now = 1_000_000;
        const ends = readEnds(() => now);
        ends.next();
        now += 2000;
        assert.equal(ends.next().endTime, now + 1);
    });

    it("F07: is that of the service's clock, which lines tell of that are ahead of ours", () => {
        let now = 1_000_000;
        const ends = readEnds(() => now);
        const first = ends.next();
        assert.ok(first.endTime >= now + 300_000, "once a minute one looks that far");
        assert.equal(first.isPast(line(now + 240_000)), true);
        now += 2000;
        assert.equal(ends.next().endTime, now + 240_000 + 1);
    });

    it("F66: is told by what was taken in after it began, where our clock is ahead", () => {
        let now = 1_000_000;
        const behind = 200_000;
        const ends = readEnds(() => now);
        ends.next().isPast(line(now - behind));
        now += 2000;
        const { isPast } = ends.next();
        assert.equal(isPast(line(now - behind)), false);
        now += 3000;
        assert.equal(isPast(line(now - behind)), true);
    });
});
