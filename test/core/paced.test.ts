import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Paced } from "../../src/editor/panels/paced.ts";

describe("a paced reading", () => {
    /** Reads at given milliseconds, each reading taking `takes`, and answers how many readings were made. */
    async function readings(everyMs: number, takes: number, moments: readonly number[], key = () => "key"): Promise<number> {
        let now = 0;
        let count = 0;
        const paced = new Paced<number>(() => new Date(now), everyMs);
        for (const moment of moments) {
            now = moment;
            await paced.read(
                key(),
                async () => {
                    now += takes;
                    return (count += 1);
                },
                () => false,
            );
        }
        return count;
    }

    it("is made anew when its time is over, and at once for something else", async () => {
        assert.equal(await readings(60_000, 0, [0, 59_999, 60_000]), 2);
        let number = 0;
        assert.equal(await readings(60_000, 0, [0, 1, 2], () => String((number += 1))), 3);
    });

    it("rests longer from what takes long", async () => {
        assert.equal(await readings(0, 1000, [0, 2000, 5999, 6000]), 2);
    });

    it("is made anew when it failed", async () => {
        const paced = new Paced<number>(() => new Date(0), 60_000);
        await assert.rejects(
            paced.read(
                "key",
                () => Promise.reject(new Error("no")),
                () => false,
            ),
        );
        assert.equal(
            await paced.read(
                "key",
                async () => 1,
                () => true,
            ),
            1,
        );
    });
});
