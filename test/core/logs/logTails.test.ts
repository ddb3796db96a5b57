import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { LogStreams } from "../../../src/core/logs/logStreams.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import type { LogChannel } from "../../../src/editor/logs/logChannel.ts";
import { LogTails } from "../../../src/editor/logs/logTails.ts";
import { endingOf } from "../../../src/editor/logs/tailSources.ts";
import { rememberedTargets, type TailTarget, wholeLog } from "../../../src/editor/logs/tailTarget.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "../fakes/fakePlace.ts";
import { fakeSavedLogs } from "../fakes/fakeSavedLogs.ts";

/** Ends what a test has left going. */
const opened: LogTails[] = [];
afterEach(() => opened.splice(0).forEach((tails) => tails.dispose()));

const AWS: Place = { kind: "aws", profile: "dev", region: "us-east-1" };

/** A channel that keeps its text. */
function textChannel() {
    let text = "";
    let shown = 0;
    return {
        text: () => text,
        shown: () => shown,
        append: (lines) => void (text += lines),
        note: (note) => void (text += `--- ${note}\n`),
        clear: () => void (text = ""),
        show: () => void shown++,
        dispose: () => {},
    } satisfies LogChannel & Record<string, unknown>;
}

const line = (message: string, timestamp = 1) => ({ timestamp, ingestionTime: timestamp, message });

interface Over {
    readonly streams?: Partial<LogStreams>;
    readonly quiet?: Partial<LogStreams>;
    readonly saved?: ReturnType<typeof fakeSavedLogs>;
}

function setUp({ streams = {}, quiet = streams, saved = fakeSavedLogs() }: Over = {}) {
    const [jobs, endpoints] = [
        fakeJobs([job("done"), job("going", { status: "InProgress" })]),
        fakeEndpoints([endpoint("iris")]),
    ];
    const known: LogStreams = {
        names: async () => ["AllTraffic/i-1"],
        read: async function* () {
            yield [line("serving")];
        },
        last: async () => [],
    };
    const ending = endingOf({ jobsIn: async () => jobs, endpointsIn: async () => endpoints });
    const channels = new Map<string, ReturnType<typeof textChannel>>();
    const remembered: TailTarget[][] = [];
    const failures: unknown[] = [];
    const tails = new LogTails({
        accessTo: async () => ({
            asking: { streams: { ...known, ...streams }, endingOf: ending },
            quiet: { streams: { ...known, ...quiet }, endingOf: ending },
        }),
        channelOf(name) {
            const channel = textChannel();
            channels.set(name, channel);
            return channel;
        },
        saved,
        rhythmOf: () => ({ restMs: 1, drainMs: 0, quietReads: 1 }),
        sleep: (_ms, signal) => new Promise((resolve) => setTimeout(resolve, 1)).then(() => signal.throwIfAborted()),
        now: () => performance.now(),
        time: Date.now,
        remember: (targets) => void remembered.push([...targets]),
        onError: (error) => void failures.push(error),
    });
    opened.push(tails);
    const text = (name = "SageMaker: done") => channels.get(name)?.text() ?? "";
    return { jobs, endpoints, channels, text, tails, remembered, failures, saved };
}

async function until(condition: () => boolean): Promise<void> {
    for (let round = 0; !condition(); round++) {
        assert.ok(round < 2000, "it did not happen");
        await new Promise((resolve) => setTimeout(resolve, 1));
    }
}

const done = wholeLog("trainingJob", LOCAL, "done");
const going = wholeLog("trainingJob", LOCAL, "going");

describe("the logs that are followed", () => {
    it("say how a job ended, once, and are then not remembered any more", async () => {
        const { text, tails, remembered } = setUp();
        tails.show(done);
        await until(() => remembered.length === 2);
        assert.match(text(), /^--- Log of [^\n]+\n\S+ serving\n--- Training job done ended: Completed\n$/);
        assert.deepEqual(remembered.at(-1), []);
        tails.show(done);
        assert.equal(remembered.length, 2, "it was read to its end");
    });

    it("follow an endpoint again that was deleted and deployed anew under its name", async () => {
        const { endpoints, text, tails, remembered } = setUp();
        const target = wholeLog("endpoint", LOCAL, "iris");
        const log = () => text("SageMaker: iris");
        tails.show(target);
        await until(() => log().includes("serving"));
        endpoints.endpoints.length = 0;
        await until(() => log().includes("Endpoint iris was deleted."));
        endpoints.endpoints.push(endpoint("iris"));
        tails.show(target);
        await until(() => log().includes("serving") && !log().includes("deleted"));
        assert.deepEqual(remembered.at(-1), [target]);
        tails.dispose();
    });

    it("end at once for a job that its place does not know any more", async () => {
        const { text, tails, remembered, failures } = setUp();
        tails.show(wholeLog("trainingJob", LOCAL, "gone"));
        await until(() => remembered.length === 2);
        assert.match(text("SageMaker: gone"), /There is no training job gone any more\./);
        assert.deepEqual(failures, []);
    });

    it("stop when they are told to, and go on from there when they are shown again", async () => {
        let read = 0;
        const streams = {
            async *read() {
                yield Array.from({ length: ++read }, (_, index) => line(`line ${index + 1}`, index + 1));
            },
        };
        const { text, tails, saved } = setUp({ streams });
        tails.show(going);
        await until(() => text("SageMaker: going").includes("line 5"));
        tails.stop(going);
        assert.deepEqual(tails.going(), []);
        assert.match(text("SageMaker: going"), /No longer followed/);
        await new Promise((resolve) => setTimeout(resolve, 20));
        const before = read;
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(read, before, "nothing is read any more");
        tails.show(going);
        await until(() => text("SageMaker: going").includes(`line ${before + 3}`));
        tails.dispose();
        const saves = saved.logs.get("Local/trainingJob/going")?.text ?? "";
        const found = saves.split("\n").filter((one) => one !== "");
        assert.equal(new Set(found).size, found.length, "no line is there twice");
    });

    it("have all lines where they are asked for after the last ones, in this window and in the next", async () => {
        const all = Array.from({ length: 5 }, (_, index) => line(`line ${index + 1}`, index + 1));
        const streams: Partial<LogStreams> = {
            last: async (_group, _stream, count) => all.slice(-count),
            async *read(_group, _stream, startTime) {
                yield all.filter(({ timestamp }) => timestamp >= startTime);
            },
        };
        const { tails, text, saved } = setUp({ streams });
        const told = (of: string) => [...of.matchAll(/line \d/g)].map(([found]) => found);
        tails.show({ ...done, from: 2 });
        await until(() => tails.going().length === 0);
        assert.deepEqual(told(text()), ["line 4", "line 5"]);
        const next = setUp({ streams, saved });
        next.tails.show(done);
        await until(() => next.tails.going().length === 0);
        tails.show(done);
        await until(() => tails.going().length === 0);
        for (const found of [text(), next.text(), saved.logs.get("Local/trainingJob/done")?.text ?? ""]) {
            assert.deepEqual(told(found), ["line 1", "line 2", "line 3", "line 4", "line 5"]);
        }
    });

    it("F38: go on in the next window from where the last one kept them, with what was saved in the channel", async () => {
        const saved = fakeSavedLogs();
        let there = 3;
        const streams = {
            async *read() {
                yield Array.from({ length: there }, (_, index) => line(`line ${index + 1}`, index + 1));
            },
        };
        const first = setUp({ streams, saved });
        first.tails.show(going);
        await until(() => first.text("SageMaker: going").includes("line 3"));
        first.tails.dispose();
        await until(() => saved.logs.get("Local/trainingJob/going")?.keptText.includes("line 3") === true);
        there = 5;
        const second = setUp({ streams, saved });
        second.tails.resume(rememberedTargets(JSON.parse(JSON.stringify(first.remembered.at(-1)))));
        await until(() => second.text("SageMaker: going").includes("line 5"));
        second.tails.dispose();
        for (const text of [saved.logs.get("Local/trainingJob/going")?.text ?? "", second.text("SageMaker: going")]) {
            assert.deepEqual(
                [...text.matchAll(/line \d/g)].map(([found]) => found),
                ["line 1", "line 2", "line 3", "line 4", "line 5"],
            );
        }
    });

    it("go on after a reload without opening the Output view, until the user asks for one", async () => {
        const { tails, channels, text } = setUp();
        tails.resume([going]);
        await until(() => text("SageMaker: going").includes("serving"));
        const shown = () => channels.get("SageMaker: going")?.shown();
        assert.equal(shown(), 0);
        tails.show(going);
        assert.equal(shown(), 1);
    });

    it("F03: wait where the sign-in has expired, ask for it once, and go on when it is renewed", async () => {
        const target = wholeLog("trainingJob", AWS, "going");
        const log = "SageMaker: going (AWS us-east-1 (dev))";
        const expired = () => Promise.reject(new Problem("loginExpired", "The sign-in to AWS us-east-1 (dev) has expired."));
        let asked = 0;
        let isRenewed = false;
        const { text, tails, failures } = setUp({
            streams: { names: () => (asked++ === 0 ? expired() : Promise.resolve(["job/algo-1-1"])) },
            quiet: { names: () => (isRenewed ? Promise.resolve(["job/algo-1-1"]) : expired()) },
        });
        tails.show(target);
        await until(() => text(log).includes("The log goes on when this has passed: The sign-in"));
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.equal(asked, 1, "one question");
        assert.equal(text(log).match(/when this has passed/g)?.length, 1, "one note");
        isRenewed = true;
        await until(() => text(log).includes("serving"));
        assert.match(text(log), /The log goes on\.\n/);
        assert.deepEqual(failures, []);
        tails.dispose();
    });

    it("give up what will not pass, say so in the channel, and begin again when they are shown", async () => {
        let isBroken = true;
        const { text, tails, failures } = setUp({
            streams: {
                names: () => (isBroken ? Promise.reject(new Problem("invalidRequest", "no such thing")) : Promise.resolve(["s"])),
            },
        });
        const target = wholeLog("trainingJob", AWS, "going");
        tails.show(target);
        await until(() => failures.length === 1);
        assert.match(text("SageMaker: going (AWS us-east-1 (dev))"), /could not be read on; run Tail Logs again\. no such thing/);
        isBroken = false;
        tails.show(target);
        await until(() => text("SageMaker: going (AWS us-east-1 (dev))").includes("serving"));
        tails.dispose();
    });

    it("F64: follow the first hundred streams of more, and say how to have another one", async () => {
        const read = new Set<string>();
        const { text, tails } = setUp({
            streams: {
                names: async () => Array.from({ length: 250 }, (_, index) => `going/algo-${index}-1700000000`),
                async *read(_group, stream) {
                    read.add(stream);
                    yield [];
                },
            },
        });
        tails.show(going);
        await until(() => text("SageMaker: going").includes("more than 100 log streams"));
        await until(() => read.size >= 100);
        tails.showAnew({ ...going, stream: "going/algo-200-1700000000" });
        await until(() => read.size === 101);
        assert.ok(read.has("going/algo-200-1700000000"));
        tails.dispose();
    });

    it("F64: follow the newest hundred streams of an endpoint whose instances come and go, and double nothing", async () => {
        let from = 0;
        const reads: string[] = [];
        const nameOf = (index: number) => `AllTraffic/i-${index}`;
        const { text, tails } = setUp({
            streams: {
                names: async () => Array.from({ length: 101 }, (_, index) => nameOf(from + 100 - index)),
                async *read(_group, stream) {
                    reads.push(stream);
                    yield [line(`from <${stream}>`)];
                },
            },
        });
        tails.show(wholeLog("endpoint", LOCAL, "iris"));
        const channel = "SageMaker: iris";
        const shown = (index: number) => text(channel).split(`<${nameOf(index)}>`).length - 1;
        await until(() => shown(1) === 1);
        from = 50;
        await until(() => shown(150) === 1);
        reads.length = 0;
        await until(() => reads.length > 300);
        assert.deepEqual([new Set(reads).size, reads.includes(nameOf(50)), reads.includes(nameOf(51))], [100, false, true]);
        from = 49; // one that was not followed for a while is written to again
        await until(() => reads.includes(nameOf(50)));
        assert.deepEqual([shown(0), shown(1), shown(50), shown(150)], [0, 1, 1, 1]);
        assert.match(text(channel), /the newest 100 are followed/);
        tails.dispose();
    });

    it("F64: stay with the hosts of a job that were there first", async () => {
        let first = 50;
        const read = new Set<string>();
        const { text, tails } = setUp({
            streams: {
                names: async () => Array.from({ length: 150 - first }, (_, index) => `going/algo-${first + index}-1700000000`),
                async *read(_group, stream) {
                    read.add(stream);
                    yield [];
                },
            },
        });
        tails.show(going);
        await until(() => read.size === 100);
        first = 0;
        await until(() => text("SageMaker: going").includes("the first 100 are followed"));
        read.clear();
        await until(() => read.size === 100);
        assert.ok(!read.has("going/algo-0-1700000000") && read.has("going/algo-149-1700000000"));
        tails.dispose();
    });

    it("name the host of each line once there are several", async () => {
        const { text, tails } = setUp({
            streams: {
                names: async () => ["done/algo-1-1700000000", "done/algo-2-1700000000"],
                async *read(_group, stream) {
                    yield [line(`from ${stream.slice(5, 11)}`)];
                },
            },
        });
        tails.show(done);
        await until(() => text().includes("ended"));
        assert.match(text(), /\[algo-2\] from algo-2/);
        tails.dispose();
    });

    it("F84: go on in the channel when the disk is full, and say so once", async () => {
        const saved = fakeSavedLogs();
        const full = {
            ...saved,
            open: async (key: string) => ({
                ...(await saved.open(key)),
                append: () => Promise.reject(new Error("ENOSPC: no space left on device")),
            }),
        };
        let read = 0;
        const streams = {
            async *read() {
                yield [line(`line ${++read}`, read)];
            },
        };
        const { text, tails } = setUp({ streams, saved: full });
        tails.show(going);
        await until(() => text("SageMaker: going").includes("line 5"));
        tails.dispose();
        assert.equal(text("SageMaker: going").match(/cannot be saved any more\. ENOSPC/g)?.length, 1);
    });
    it("F84: are shown in the channel where no file can be opened for them", async () => {
        const saved = { ...fakeSavedLogs(), open: () => Promise.reject(new Error("ENOSPC: no space left on device")) };
        const { text, tails, failures } = setUp({ saved });
        tails.show(done);
        await until(() => tails.going().length === 0);
        assert.match(text(), /This log cannot be saved\. ENOSPC[^]*serving[^]*ended: Completed/);
        assert.deepEqual([tails.withFile(), failures], [[], []]);
    });
});
