import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogStreams } from "../../../src/core/logs/logStreams.ts";
import { tailLog } from "../../../src/core/logs/tailLog.ts";
import { LogWindow } from "../../../src/core/logs/logWindow.ts";
import { BEGIN, lines, messagesOf, SLOW, tailNeeds, world } from "./world.ts";

const never = new AbortController().signal;
const sorted = (messages: readonly string[]) => messages.toSorted();
const messages = (all: readonly { readonly message: string }[]) => sorted(all.map(({ message }) => message));

describe("tailLog", () => {
    for (const seed of [1, 2, 3]) {
        it(`F65 F68: loses nothing and doubles nothing when lines come late and connections drop (seed ${seed})`, async () => {
            const all = lines(6000, seed);
            const one = world(all, seed, { drops: 0.03 });
            const last = Math.max(...all.map(({ from }) => from));
            const needs = tailNeeds(one, { endedForMs: async () => (one.clock.now > last ? 0 : undefined) });
            assert.deepEqual(sorted(await messagesOf(needs)), messages(all));
            assert.ok(one.clock.drops > 5, "connections did drop");
        });
    }

    it("F65: finds late lines of an outage, however long it was", async () => {
        const all = lines(30_000, 11);
        const one = world(all, 11);
        let outages = 0;
        const streams: LogStreams = {
            ...one.streams,
            async *read(...of) {
                if (outages === 0 && one.clock.now > BEGIN + 50_000) {
                    outages++;
                    throw new Error("offline");
                }
                yield* one.streams.read(...of);
            },
        };
        const needs = tailNeeds(
            { ...one, streams },
            {
                waitOut: async () => void (one.clock.now += 60_000),
                endedForMs: async () => (one.clock.now > BEGIN + 230_000 ? 100_000 : undefined),
            },
        );
        assert.deepEqual(sorted(await messagesOf(needs)), messages(all));
        assert.equal(outages, 1);
    });

    it("F64: loses no late line where many streams take turns, so that each is read seldom", async () => {
        const all = lines(30_000, 12);
        const one = world(all, 12);
        const needs = tailNeeds(one, {
            rest: async () => void (one.clock.now += 12_000),
            endedForMs: async () => (one.clock.now > BEGIN + 230_000 ? 100_000 : undefined),
        });
        assert.deepEqual(sorted(await messagesOf(needs)), messages(all));
    });

    it("F66: goes on behind empty pages", async () => {
        const all = lines(3000, 4);
        const one = world(all, 4, { empty: 0.3 });
        const needs = tailNeeds(one, { endedForMs: async () => (one.clock.now > BEGIN + 60_000 ? 0 : undefined) });
        assert.deepEqual(sorted(await messagesOf(needs)), messages(all));
        assert.ok(one.clock.empty > 5, "pages were empty");
    });

    for (const lateMs of [15_000, 90_000]) {
        it(`F67: has the last lines also when they come ${lateMs / 1000} s after the job has ended, and says that it waits`, async () => {
            const all = lines(3000, 5, { lastLateMs: lateMs });
            const endedAt = all.at(-1)?.timestamp ?? 0;
            const one = world(all, 5);
            let waited = 0;
            const needs = tailNeeds(one, {
                rhythm: { ...SLOW, drainMs: 120_000 },
                endedForMs: async () => (one.clock.now > endedAt ? one.clock.now - endedAt : undefined),
                onDraining: () => void waited++,
            });
            assert.deepEqual(sorted(await messagesOf(needs)), messages(all));
            assert.equal(waited, 1);
        });
    }

    it("ends soon where the job has ended long ago", async () => {
        const one = world(lines(500, 6), 6);
        one.clock.now = BEGIN + 3_600_000;
        const began = one.clock.now;
        assert.equal((await messagesOf(tailNeeds(one, { endedForMs: async () => 3_000_000 }))).length, 500);
        assert.ok(one.clock.now - began < 10_000);
    });

    it("F63: waits for a stream that is not there yet, and begins with its first line", async () => {
        const all = lines(10, 7);
        const one = world(all, 7);
        let asked = 0;
        const streams: LogStreams = { ...one.streams, names: async () => (++asked < 5 ? [] : ["job/algo-1-1"]) };
        const needs = tailNeeds({ ...one, streams }, { endedForMs: async () => (asked > 5 ? 100_000 : undefined) });
        assert.deepEqual(
            await messagesOf(needs),
            all.map(({ message }) => message),
        );
    });

    it("F64: follows the streams that are chosen of many, and no others", async () => {
        const one = world(lines(10, 8), 8);
        const read = new Set<string>();
        const streams: LogStreams = {
            ...one.streams,
            names: async () => Array.from({ length: 10_000 }, (_, index) => `job/algo-${index}`),
            read: (group, stream, ...rest) => {
                read.add(stream);
                return one.streams.read(group, stream, ...rest);
            },
        };
        const choose = (names: readonly string[]) => names.slice(0, 100);
        await messagesOf(tailNeeds({ ...one, streams }, { choose, endedForMs: async () => 100_000 }));
        assert.equal(read.size, 100);
    });

    it("begins with the last lines, and has none of those before, and all of those after", async () => {
        const all = lines(3000, 9, { late: 0 });
        const one = world(all, 9);
        one.clock.now = all[1999]?.from ?? 0;
        const needs = tailNeeds(one, {
            from: 100,
            endedForMs: async () => (one.clock.now > BEGIN + 100_000 ? 100_000 : undefined),
        });
        const seen = await messagesOf(needs);
        assert.ok(seen.length >= 1100 && seen.length < 1103, `${seen.length} lines`); // those of the same moment as the first one come along
        assert.ok(all.slice(1900).every(({ message }) => seen.includes(message)));
    });

    it("goes on from what was read before, and hands out nothing twice", async () => {
        const all = lines(3000, 10);
        const one = world(all, 10);
        const windows = new Map<string, LogWindow>();
        const first: string[] = [];
        for await (const { events } of tailLog(tailNeeds(one, { windows }), never)) {
            first.push(...events.map(({ message }) => message));
            if (first.length > 1000) {
                break; // The window of VS Code is closed.
            }
        }
        const kept = JSON.parse(JSON.stringify([...windows].map(([stream, window]) => [stream, window.position()])));
        const resumed = new Map<string, LogWindow>(
            kept.map(([stream, position]: [string, ReturnType<LogWindow["position"]>]) => [stream, new LogWindow(position)]),
        );
        const needs = tailNeeds(one, {
            windows: resumed,
            endedForMs: async () => (one.clock.now > BEGIN + 60_000 ? 0 : undefined),
        });
        assert.deepEqual(sorted([...first, ...(await messagesOf(needs))]), messages(all));
    });

    it("makes a call that failed again, until whoever waits it out gives up", async () => {
        const failures: unknown[] = [];
        const streams: LogStreams = {
            names: () => Promise.reject(new Error("gone")),
            read: async function* () {},
            last: async () => [],
        };
        const waitOut = async (error: unknown) => {
            failures.push(error);
            if (failures.length === 3) {
                throw error;
            }
        };
        await assert.rejects(messagesOf(tailNeeds({ ...world([], 1), streams }, { waitOut })), /gone/);
        assert.equal(failures.length, 3);
    });
});

describe("LogWindow", () => {
    it("keeps the order of a stream whose lines are in time", () => {
        const events = Array.from({ length: 500 }, (_, index) => ({
            timestamp: 1000 + index,
            ingestionTime: 1000 + index,
            message: `${index}`,
        }));
        const window = new LogWindow();
        const seen = [100, 101, 300, 500].flatMap((end) => {
            const start = window.begin("usual");
            const fresh = window.accept(events.slice(0, end).filter(({ timestamp }) => timestamp >= start));
            window.end();
            return fresh;
        });
        assert.deepEqual(
            seen.map(({ message }) => message),
            events.map(({ message }) => message),
        );
    });

    it("reads back a minute with every tenth read, and with the first one after a restart", () => {
        const window = new LogWindow();
        const event = { timestamp: BEGIN, ingestionTime: BEGIN, message: "" };
        const back = Array.from({ length: 22 }, () => {
            const start = window.begin("usual");
            window.accept([event]);
            window.end();
            return BEGIN - start;
        });
        assert.deepEqual(
            back.flatMap((ms, index) => (ms === 60_000 ? [index] : [])),
            [10, 20],
        );
        assert.equal(new LogWindow(window.position()).begin("usual"), BEGIN - 60_000);
    });

    it("keeps no more than the lines of the last minute", () => {
        const window = new LogWindow();
        window.begin("usual");
        for (let second = 0; second < 600; second++) {
            window.accept([{ timestamp: BEGIN + 1000 * second, ingestionTime: 0, message: `${second}` }]);
        }
        assert.ok(window.position().lines.length <= 61);
    });

    it("is not led ahead by a program whose clock is", () => {
        const window = new LogWindow();
        window.begin("usual");
        window.accept([{ timestamp: BEGIN + 3_600_000, ingestionTime: BEGIN, message: "from the future" }]);
        window.end();
        assert.ok(window.begin("usual") <= BEGIN);
    });
});
