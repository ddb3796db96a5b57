import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogEvent, LogStreams } from "../../src/core/job/logStreams.ts";
import { tailLog } from "../../src/core/job/logTail.ts";
import { LogWindow } from "../../src/core/job/logWindow.ts";

const never = new AbortController().signal;
const rest = () => Promise.resolve();

/** Numbers that look random and are the same in each run. */
function dice(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return state / 2_147_483_648;
    };
}

/** A stream that grows with each read: some lines are equal, some share a moment, some come late, and some reads fail. */
function world(lines: number, seed: number) {
    const roll = dice(seed);
    const all: LogEvent[] = [];
    for (let index = 0; index < lines; index++) {
        const timestamp = 1_000_000 + Math.floor(index / 3) * 20;
        const late = roll() < 0.02 ? Math.floor(roll() * 20_000) : 0;
        all.push({ timestamp, ingestionTime: timestamp + late, message: roll() < 0.1 ? "the same again" : `line ${index}` });
    }
    let now = 1_000_000;
    let drops = 0;
    const streams: LogStreams = {
        names: async () => ["job/algo-1-1"],
        read: async (_group, _stream, startTime) => {
            now += 500;
            if (roll() < 0.2) {
                drops++;
                throw new Error("socket hang up");
            }
            return all.filter((event) => event.ingestionTime <= now && event.timestamp >= startTime);
        },
    };
    const last = Math.max(...all.map(({ ingestionTime }) => ingestionTime));
    return { all, streams, hasEnded: async () => now > last, drops: () => drops };
}

const sorted = (messages: readonly string[]) => messages.toSorted();

describe("tailLog", () => {
    for (const seed of [1, 2, 3]) {
        it(`loses nothing and doubles nothing when lines come late and connections drop (seed ${seed})`, async () => {
            const { all, streams, hasEnded, drops } = world(3000, seed);
            const seen: string[] = [];
            const needs = { streams, group: "g", prefix: "job/", hasEnded, rest, drain: rest, patience: { attempts: 50, rest } };
            for await (const { events } of tailLog(needs, never)) {
                seen.push(...events.map(({ message }) => message));
            }
            assert.deepEqual(sorted(seen), sorted(all.map(({ message }) => message)));
            assert.ok(drops() > 5, "connections did drop");
        });
    }

    it("keeps the order of a stream whose lines are in time", async () => {
        const events = Array.from({ length: 500 }, (_, index) => ({
            timestamp: 1000 + index,
            ingestionTime: 1000 + index,
            message: `${index}`,
        }));
        const window = new LogWindow();
        const seen = [100, 101, 300, 500].flatMap((end) => {
            const start = window.nextStart("usual");
            return window.accept(events.slice(0, end).filter(({ timestamp }) => timestamp >= start));
        });
        assert.deepEqual(
            seen.map(({ message }) => message),
            events.map(({ message }) => message),
        );
    });

    it("gives up after the agreed number of failures, with the last of them", async () => {
        const streams = { names: () => Promise.reject(new Error("gone")), read: async () => [] };
        const needs = {
            streams,
            group: "g",
            prefix: "",
            hasEnded: async () => false,
            rest,
            drain: rest,
            patience: { attempts: 3, rest },
        };
        await assert.rejects(tailLog(needs, never).next(), /gone/);
    });

    it("reads once more after the end, for lines that were written last", async () => {
        let ended = false;
        const late = { timestamp: 5, ingestionTime: 5, message: "goodbye" };
        const streams: LogStreams = { names: async () => ["s"], read: async () => (ended ? [late] : []) };
        const hasEnded = async () => (ended = true);
        const needs = { streams, group: "g", prefix: "", hasEnded, rest, drain: rest, patience: { attempts: 1, rest } };
        const lines = [];
        for await (const { events } of tailLog(needs, never)) {
            lines.push(...events);
        }
        assert.deepEqual(lines, [late]);
    });
});
