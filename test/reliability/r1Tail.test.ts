import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as immediately, setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { cloudWatchLogs } from "../../src/adapters/aws/cloudWatchLogs.ts";
import { pace } from "../../src/adapters/aws/transport/pace.ts";
import { savedLogs } from "../../src/adapters/logFiles/savedLogs.ts";
import type { Place } from "../../src/core/place.ts";
import { batches } from "../../src/editor/logs/batches.ts";
import type { LogChannel } from "../../src/editor/logs/logChannel.ts";
import { LogTails } from "../../src/editor/logs/logTails.ts";
import { rotation } from "../../src/editor/logs/rotation.ts";
import { wholeLog } from "../../src/editor/logs/tailTarget.ts";
import { clientOf } from "../host/aws/clientOf.ts";
import { keepVariables } from "../host/keepVariables.ts";
import { messageOf, startLogWorld, type LogWorld } from "./logWorld.ts";
import { isFull, report, sized } from "./reliability.ts";

const PLACE: Place = { kind: "aws", profile: "", region: "us-east-1" };
const LINES = sized(30_000, 1_000_000);
const DROPS = sized(60, 200);

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

function heapInUse(): number {
    if (typeof collectGarbage === "function") {
        collectGarbage();
    }
    return process.memoryUsage().heapUsed;
}

/** Counts each line of a text that arrives in pieces. */
function lineCounter() {
    const counts = new Map<number, number>();
    let [rest, all] = ["", 0];
    return {
        counts,
        all: () => all,
        add(text: string): void {
            const lines = `${rest}${text}`.split("\n");
            rest = lines.pop() ?? "";
            for (const line of lines) {
                const index = Number(/ line (\d+) of/.exec(line)?.[1] ?? -1);
                if (index >= 0) {
                    counts.set(index, (counts.get(index) ?? 0) + 1);
                    all++;
                }
            }
        },
    };
}

/** How many lines are missing of what the program wrote, and how many are too many. */
function faults(counts: ReadonlyMap<number, number>): { readonly lost: number; readonly doubled: number } {
    let [lost, doubled] = [0, 0];
    for (let index = 0; index < LINES; index++) {
        const isFirstOfEqual = messageOf(index + 1) === messageOf(index) && index + 1 < LINES;
        const isSecond = index > 0 && messageOf(index - 1) === messageOf(index);
        const wanted = isSecond ? 0 : isFirstOfEqual ? 2 : 1;
        const seen = isSecond ? 0 : (counts.get(index) ?? 0);
        lost += Math.max(0, wanted - seen);
        doubled += Math.max(0, seen - wanted);
    }
    return { lost, doubled };
}

describe("R1: a tail", () => {
    const setBack = keepVariables("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
    let folder: string;
    let world: LogWorld;

    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "rs-r1-"));
        world = await startLogWorld({ lines: LINES, lengthMs: 300_000, drops: DROPS, seed: 1 });
        const keys = { AWS_ACCESS_KEY_ID: "ASIAKEY", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };
        Object.assign(process.env, { AWS_ENDPOINT_URL: world.url, ...keys });
    });
    after(async () => {
        setBack();
        await world?.stop();
        await rm(folder, { recursive: true, force: true });
    });

    it(`F03 F65 F66 F67 F68: has each of ${LINES} lines once, in the saved file and in the channel, through all that happens`, async () => {
        const { clock } = world;
        let signIns = 0;
        const client = clientOf("", {
            signIn: async () => {
                signIns++;
                world.renewed = true;
            },
        });
        const streams = cloudWatchLogs(client, pace(Infinity), () => clock.now);
        const endingOf = async () =>
            clock.now >= world.endsAt ? { sentence: "The job ended", at: new Date(world.endsAt) } : undefined;
        const [feed, shown] = [lineCounter(), { appends: 0 }];
        const sink = () => ({
            append: (text: string) => void (shown.appends++, text.startsWith("--- Earlier") || feed.add(text)),
            clear() {},
            isShown: () => false,
            show() {},
            dispose() {},
        });
        const ended = Promise.withResolvers<void>();
        const channelOf = (): LogChannel => {
            const rotating = rotation(sink, "--- Earlier");
            const waiting = batches(rotating.append);
            return {
                append: waiting.add,
                note: (text) => void (text === "The job ended" && (waiting.flush(), ended.resolve())),
                clear: rotating.clear,
                show() {},
                dispose: waiting.flush,
            };
        };
        const heapBefore = heapInUse();
        let heap = 0;
        const tails = new LogTails({
            accessTo: async () => ({ asking: { streams, endingOf }, quiet: { streams, endingOf } }),
            channelOf,
            saved: savedLogs(() => folder, Date.now),
            rhythmOf: () => ({ restMs: 2000, drainMs: 120_000, quietReads: 2 }),
            async sleep(ms, signal) {
                clock.now += ms;
                heap = Math.max(heap, clock.now - world.endsAt > -10_000 && heap === 0 ? heapInUse() - heapBefore : 0);
                await immediately();
                signal.throwIfAborted();
            },
            now: () => clock.now,
            time: () => clock.now,
            remember() {},
            onError: ended.reject,
        });
        const began = performance.now();
        const target = wholeLog("trainingJob", PLACE, "job");
        tails.show(target);
        const file = async () => tails.withFile()[0]?.file ?? "";
        await ended.promise;
        const seconds = (performance.now() - began) / 1000;
        tails.dispose();
        const saved = lineCounter();
        saved.add(await readFile(await file(), "utf8"));
        const [inFile, inChannel] = [faults(saved.counts), faults(feed.counts)];
        report("R1", {
            lines: LINES,
            "lost in the file": inFile.lost,
            "doubled in the file": inFile.doubled,
            "lost in the channel": inChannel.lost,
            "doubled in the channel": inChannel.doubled,
            ...world.counts,
            "sign-ins": signIns,
            "seconds of this run": seconds.toFixed(1),
        });
        report("R12", {
            lines: LINES,
            "share of appends": `${((100 * shown.appends) / LINES).toFixed(2)} %`,
            "heap growth": `${(heap / 1024 ** 2).toFixed(0)} MiB`,
            "added latency": await latency(),
        });
        assert.deepEqual(inFile, { lost: 0, doubled: 0 });
        assert.deepEqual(inChannel, { lost: 0, doubled: 0 });
        assert.equal(saved.all(), LINES);
        assert.deepEqual([world.counts.drops, signIns], [DROPS, 1]);
        assert.ok(world.counts.empty > 0 && world.counts.expired > 0 && world.counts.late > 200);
        assert.ok(shown.appends <= 0.02 * LINES, `${shown.appends} appends`);
        assert.ok(!isFull || heap <= 64 * 1024 ** 2, `${heap} bytes`);
    });
});

/** How long lines of a slow program wait for company, in milliseconds. */
async function latency(): Promise<string> {
    const waits: number[] = [];
    let added: number[] = [];
    const waiting = batches(() => {
        waits.push(...added.map((at) => performance.now() - at));
        added = [];
    });
    for (let line = 0; line < 300; line++) {
        added.push(performance.now());
        waiting.add("a line\n");
        await sleep(2);
    }
    waiting.flush();
    const sorted = waits.toSorted((a, b) => a - b);
    return `p50 ${sorted[150]?.toFixed(0)} ms, max ${sorted.at(-1)?.toFixed(0)} ms`;
}
