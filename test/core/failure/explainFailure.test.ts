import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogStreams } from "../../../src/core/logs/logStreams.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { explainFailure } from "../../../src/editor/commands/explainFailure.ts";
import { evidenceOf } from "../../../src/editor/failure/evidenceOf.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "../fakes/fakePlace.ts";
import { exited, phase } from "./evidence.ts";

const never = new AbortController().signal;
const AWS: Place = { kind: "aws", profile: "dev", region: "us-east-1" };

const PANICKED = job("iris-1", { status: "Failed", failureReason: exited(101), transitions: [phase("Training")] });

/** The lines of each stream. */
function streamsOf(lines: Readonly<Record<string, readonly string[]>>): Pick<LogStreams, "names" | "last"> {
    return {
        names: async () => Object.keys(lines),
        last: async (_group, stream, count) =>
            (lines[stream] ?? []).slice(-count).map((message, index) => ({ timestamp: index, ingestionTime: index, message })),
    };
}

function setUp({ streams = streamsOf({}), press = "", jobs = [PANICKED] } = {}) {
    const shown = new Map<string, string>();
    const offered: string[][] = [];
    const ran: unknown[][] = [];
    const opened: unknown[][] = [];
    const answer = Promise.withResolvers<void>();
    const known = {
        jobsIn: async () => fakeJobs(jobs),
        endpointsIn: async () => fakeEndpoints([endpoint("iris", { status: "Failed" })]),
    };
    const commands = explainFailure({
        pickJob: async (_wanted, _signal, node) => node,
        pickEndpoint: async (_wanted, _signal, node) => node,
        evidenceOf: evidenceOf({ ...known, streamsIn: async () => streams, now: () => new Date("2026-11-20T12:05:00Z") }),
        findSource: async (named) => (named === "src/bin/train.rs" ? "/w/iris/src/bin/train.rs" : undefined),
        firstFolder: () => "/w",
        show: async (title, markdown) => void shown.set(title, markdown),
        openFile: async (...where) => void opened.push(where),
        runCommand: async (...command) => void ran.push(command),
        ask: {
            tell: async () => undefined,
            async warn(message, ...buttons) {
                offered.push([message, ...buttons]);
                setTimeout(answer.resolve, 0);
                return press;
            },
        },
        progress: async (_title, task) => task(never, () => {}),
        report: answer.reject,
    });
    const node = { kind: "trainingJob", place: AWS, job: PANICKED, failureReason: undefined } as const;
    return { commands, node, shown, offered, ran, opened, answered: answer.promise };
}

describe("Explain Failure", () => {
    it("F103: shows a report, and opens the line of the panic", async () => {
        const lines = Array.from({ length: 80 }, (_, index) => `epoch ${index}`);
        const panic = ["thread 'main' (7) panicked at src/bin/train.rs:52:18:", "index out of luck"];
        const { commands, node, shown, offered, opened, answered } = setUp({
            streams: streamsOf({ "iris-1/algo-1-1": [...lines, ...panic] }),
            press: "Open train.rs:52",
        });
        await commands.job(never, node);
        await answered;
        const report = shown.get("Explain Failure: iris-1") ?? "";
        assert.match(report, /\]\(\/iris\/src\/bin\/train\.rs#L52\)/);
        assert.match(report, /\nepoch 79\nthread 'main'/);
        assert.doesNotMatch(report, /epoch 31\n/, "the last fifty lines are enough");
        assert.match(offered[0]?.[0] ?? "", /^Training job iris-1 in AWS us-east-1 \(dev\) failed: The program panicked/);
        assert.deepEqual(offered[0]?.slice(1), ["Open train.rs:52", "Show Log"]);
        assert.deepEqual(opened, [["/w/iris/src/bin/train.rs", 52, 18]]);
    });

    it("offers the way out of the likeliest cause, with the job in hand", async () => {
        const oom = job("iris-1", { status: "Failed", failureReason: exited(137) });
        const { commands, node, ran, answered } = setUp({ jobs: [oom], press: "Run Again with Changes…" });
        await commands.job(never, node);
        await answered;
        assert.deepEqual(ran, [["rustSagemaker.job.againWithChanges", { kind: "trainingJob", place: AWS, job: PANICKED }]]);
    });

    it("F71: shows the lines of the host that panicked, without what a terminal would obey", async () => {
        const { commands, node, shown } = setUp({
            streams: streamsOf({
                "iris-1/algo-1-1": ["\u001b[31mthread 'main' panicked at src/lib.rs:1:1:\u001b[0m", "no peers"],
                "iris-1/algo-2-1": ["waiting", "waiting", "waiting"],
            }),
        });
        await commands.job(never, node);
        const report = shown.get("Explain Failure: iris-1") ?? "";
        assert.match(report, /Last lines of algo-1/);
        assert.match(report, /\nthread 'main' panicked at src\/lib\.rs:1:1:\nno peers\n/);
    });

    it("F103: finds a panic before a long backtrace, and shows no more than the last lines where there is none", async () => {
        const frames = Array.from({ length: 300 }, (_, at) => `  ${at}: frame`);
        const of = async (...lines: readonly string[]) => {
            const { commands, node, shown, offered } = setUp({
                streams: streamsOf({ "iris-1/algo-1-1": [...lines, ...frames] }),
            });
            await commands.job(never, node);
            return [shown.get("Explain Failure: iris-1") ?? "", offered[0]?.[0] ?? ""] as const;
        };
        const [report, sentence] = await of(
            "before it",
            "thread 'main' panicked at src/lib.rs:1:1:",
            "no peers",
            "stack backtrace:",
        );
        assert.match(sentence, /The program panicked at src\/lib\.rs:1: no peers/);
        assert.match(report, /\nthread 'main' panicked at src\/lib\.rs:1:1:\nno peers\n/);
        assert.doesNotMatch(report, /before it/);
        const [plain] = await of("all is well");
        assert.equal(plain.match(/: frame/g)?.length, 50);
    });

    it("explains an endpoint too, and what is known where the log may not be read", async () => {
        const { commands, shown, offered } = setUp({
            streams: {
                ...streamsOf({}),
                names: () => Promise.reject(new Problem("accessDenied", "You may not read the log: AccessDenied.")),
            },
        });
        await commands.endpoint(never, { kind: "endpoint", place: LOCAL, endpoint: endpoint("iris"), failureReason: undefined });
        const report = shown.get("Explain Failure: iris") ?? "";
        assert.match(report, /You may not read the log.: AccessDenied/);
        assert.doesNotMatch(report, /execution role/);
        assert.match(offered[0]?.[0] ?? "", /^Endpoint iris in Local failed/);
    });

    it("F12: explains what is known where the log cannot be reached, and takes no silence from it", async () => {
        const stuck = job("iris-1", { status: "InProgress", transitions: [], createdAt: new Date("2026-11-20T11:00:00Z") });
        const { commands, node, shown } = setUp({
            jobs: [stuck],
            streams: {
                ...streamsOf({}),
                names: () => Promise.reject(new Problem("serviceUnreachable", "CloudWatch Logs cannot be reached.")),
            },
        });
        await commands.job(never, { ...node, job: stuck });
        const report = shown.get("Explain Failure: iris-1") ?? "";
        assert.match(report, /CloudWatch Logs cannot be reached/);
        assert.doesNotMatch(report, /no line of log after ten minutes/);
    });
});
