import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as settle } from "node:timers/promises";
import { type LiveUpdate, logGroupArn } from "../../../src/core/logs/liveTail.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { liveTail } from "../../../src/editor/commands/liveTail.ts";
import { LiveTails } from "../../../src/editor/logs/liveTails.ts";
import { type TailTarget, wholeLog } from "../../../src/editor/logs/tailTarget.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { endpoint, job } from "../fakes/fakePlace.ts";

const never = new AbortController().signal;
const SOURCE = { groupArn: "arn:aws:logs:us-east-1:123456789012:log-group:g", prefix: "iris/" };

const update = (message: string, isSampled = false): LiveUpdate => ({
    lines: [{ stream: "iris/algo-1-1", timestamp: 1, message }],
    isSampled,
});

/** Listens to sessions that bring these updates; an error ends a session, the end of the last one ends all. */
async function textOf(...sessions: readonly (readonly (LiveUpdate | Error)[])[]): Promise<string> {
    let text = "";
    let session = 0;
    const ended = Promise.withResolvers<void>();
    const tails = new LiveTails({
        liveTailIn: async () =>
            async function* () {
                for (const one of sessions[session++] ?? []) {
                    if (one instanceof Error) {
                        throw one;
                    }
                    yield one;
                }
            },
        channelOf: () => ({
            append: (lines) => void (text += lines),
            note(note) {
                text += `--- ${note}\n`;
                if (note.startsWith("Live Tail ended")) {
                    ended.resolve();
                }
            },
            clear() {},
            show() {},
            dispose() {},
        }),
        sleep: async () => {},
        onError: () => {},
    });
    tails.show(wholeLog("trainingJob", LOCAL, "iris"), SOURCE);
    await ended.promise;
    return text;
}

describe("Live Tail", () => {
    it("F69: says that it is sampled from where lines are dropped, and when none are any more", async () => {
        const text = await textOf([update("one"), update("two", true), update("three", true), update("four")]);
        const told = text.split("\n").map((line) => line.replace(/^\S+ (?=one|two|three|four)/, ""));
        assert.deepEqual(told.slice(1, 7), [
            "one",
            "--- Sampled: more than 500 lines a second. Some are not shown from here on.",
            "two",
            "three",
            "--- No longer sampled.",
            "four",
        ]);
    });

    it("F69: marks the gap where it was cut off, and goes on", async () => {
        const text = await textOf([update("one"), new Error("socket hang up")], [update("two")]);
        assert.match(text, /one\n--- Gap: Live Tail was cut off[^\n]+\n\S+ two\n/);
    });

    it("F69: gives up when it is cut off again and again, and ends after three hours", async () => {
        const cut = [new Error("socket hang up")];
        assert.match(await textOf(cut, cut, cut, cut), /Live Tail ended\. socket hang up\n$/);
        const timeout = Object.assign(new Error("timed out"), { name: "SessionTimeoutException" });
        assert.match(await textOf([update("one"), timeout]), /three hours\.\n$/);
    });

    it("can be stopped when it was begun again before the one before had let go", async () => {
        const ends: (() => void)[] = [];
        const signals: AbortSignal[] = [];
        const tails = new LiveTails({
            liveTailIn: async () =>
                async function* (_source, signal) {
                    signals.push(signal);
                    await new Promise<void>((resolve) => void ends.push(resolve));
                    signal.throwIfAborted();
                    yield update("never");
                },
            channelOf: () => ({ append() {}, note() {}, clear() {}, show() {}, dispose() {} }),
            sleep: async () => {},
            onError: () => {},
        });
        const target = wholeLog("trainingJob", LOCAL, "iris");
        tails.show(target, SOURCE);
        await settle();
        tails.stop(target);
        tails.show(target, SOURCE);
        ends[0]?.();
        await settle();
        assert.equal(tails.going().length, 1);
        tails.stop(target);
        assert.deepEqual([tails.going().length, signals.map(({ aborted }) => aborted)], [0, [true, true]]);
    });

    it("F69: begins only when the user knows that it is billed and drops lines, and where", async () => {
        const shown: (readonly [TailTarget, unknown])[] = [];
        const [yes, no] = [fakeAsk(), fakeAsk({ confirms: false })];
        for (const ask of [yes, no]) {
            const start = liveTail({
                pickJob: async (_wanted, _signal, node) => node,
                pickEndpoint: async () => undefined,
                tails: async () => ({ show: (target, source) => void shown.push([target, source]) }),
                ask,
            });
            const place = { kind: "aws", profile: "dev", region: "us-east-1" } as const;
            await start(never, { kind: "trainingJob", place, job: job("iris"), failureReason: undefined });
        }
        assert.match(
            yes.asked[0] ?? "",
            /^Start Live Tail of iris in AWS us-east-1 \(dev\)\?\nAWS bills each minute.*above 500 lines a second/,
        );
        assert.equal(shown.length, 1);
        assert.deepEqual(shown[0]?.[1], {
            groupArn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/sagemaker/TrainingJobs",
            prefix: "iris/",
        });
    });

    it("F09: finds the log group in the partition of the resource", () => {
        assert.equal(
            logGroupArn(endpoint("x").arn.replace("arn:aws:", "arn:aws-cn:"), "g"),
            "arn:aws-cn:logs:us-east-1:000000000000:log-group:g",
        );
    });
});
