import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL } from "../../../src/core/place.ts";
import { openFullLog, stopTailing, tailLogsFrom } from "../../../src/editor/commands/tailLogs.ts";
import { channelName, hostOf, rememberedTargets, type TailTarget, wholeLog } from "../../../src/editor/logs/tailTarget.ts";
import { endpoint, job } from "../fakes/fakePlace.ts";

const never = new AbortController().signal;

/** A user who picks the choices of these labels, one after the other. */
function picker(...labels: readonly string[]) {
    const offered: (readonly string[])[] = [];
    const told: string[] = [];
    return {
        offered,
        told,
        async pick<T>(_title: string, choices: readonly { readonly label: string; readonly value: T }[]) {
            offered.push(choices.map(({ label }) => label));
            return choices.find(({ label }) => label === labels[offered.length - 1])?.value;
        },
        tell: async (message: string) => void told.push(message),
    };
}

async function tailed(ask: ReturnType<typeof picker>, names: readonly string[]): Promise<readonly TailTarget[]> {
    const shown: TailTarget[] = [];
    const tail = tailLogsFrom({
        pickJob: async () => ({ place: LOCAL, resource: job("iris") }),
        pickEndpoint: async () => ({ place: LOCAL, resource: endpoint("iris") }),
        streamsIn: async () => ({ names: async () => names }),
        tails: async () => ({ showAnew: (target) => void shown.push(target) }),
        ask: { pick: ask.pick },
    });
    await tail.job(never);
    return shown;
}

describe("Tail Logs From…", () => {
    it("asks from which line, and where there is one host not for the host", async () => {
        const ask = picker("The last 1,000 lines");
        assert.deepEqual(await tailed(ask, ["iris/algo-1-1700000000"]), [
            { ...wholeLog("trainingJob", LOCAL, "iris"), from: 1000 },
        ]);
        assert.equal(ask.offered.length, 1);
    });

    it("F64: lets the user pick one of many hosts, or all of them", async () => {
        const names = ["iris/algo-1-1700000000", "iris/algo-2-1700000000"];
        const ask = picker("The first line", "algo-2");
        assert.deepEqual(await tailed(ask, names), [{ ...wholeLog("trainingJob", LOCAL, "iris"), stream: names[1] }]);
        assert.deepEqual(ask.offered[1], ["All hosts", "algo-1", "algo-2"]);
        assert.deepEqual(await tailed(picker("The first line", "All hosts"), names), [wholeLog("trainingJob", LOCAL, "iris")]);
    });

    it("does nothing when the user gives up", async () => {
        assert.deepEqual(await tailed(picker(), []), []);
    });
});

describe("Stop Tailing Logs", () => {
    const going = [wholeLog("trainingJob", LOCAL, "a"), wholeLog("endpoint", LOCAL, "b")];

    async function stopped(targets: readonly TailTarget[], ask: ReturnType<typeof picker>) {
        const told: TailTarget[] = [];
        await stopTailing({
            going: async () => targets.map((target) => ({ target, stop: () => void told.push(target) })),
            ask,
        })();
        return told;
    }

    it("stops the only one, and asks which of several", async () => {
        assert.deepEqual(await stopped(going.slice(0, 1), picker()), going.slice(0, 1));
        assert.deepEqual(await stopped(going, picker("a")), going.slice(0, 1));
        assert.deepEqual(await stopped(going, picker()), []);
    });

    it("says so when there is none", async () => {
        const ask = picker();
        assert.deepEqual(await stopped([], ask), []);
        assert.deepEqual(ask.told, ["No log is being tailed."]);
    });
});

describe("Open Full Log", () => {
    it("opens the file of the log, or says how to get one", async () => {
        const opened: string[] = [];
        const openFile = async (file: string) => void opened.push(file);
        const [target] = [wholeLog("trainingJob", LOCAL, "a")];
        await openFullLog({ tails: async () => ({ withFile: () => [{ target, file: "/a.log" }] }), openFile, ask: picker() })();
        const ask = picker();
        await openFullLog({ tails: async () => ({ withFile: () => [] }), openFile, ask })();
        assert.deepEqual(opened, ["/a.log"]);
        assert.match(ask.told[0] ?? "", /Run Tail Logs first/);
    });
});

describe("a log that is followed", () => {
    it("names its host, and its place where that costs money", () => {
        assert.equal(hostOf("iris-1/algo-2-1700000000"), "algo-2");
        assert.equal(hostOf("AllTraffic/i-0abc"), "AllTraffic/i-0abc");
        const aws = wholeLog("trainingJob", { kind: "aws", profile: "dev", region: "us-east-1" }, "iris");
        assert.equal(channelName(aws), "SageMaker: iris (AWS us-east-1 (dev))");
        assert.equal(
            channelName({ ...wholeLog("endpoint", LOCAL, "iris"), stream: "AllTraffic/i-0abc" }),
            "SageMaker: iris [AllTraffic/i-0abc]",
        );
    });

    it("F95: is taken over from what an older version remembered, and nothing else is", () => {
        const strange = [{ kind: "trainingJob", name: "old" }, { kind: "other", name: "x" }, null, "x", { kind: "endpoint" }];
        assert.deepEqual(rememberedTargets(strange), [wholeLog("trainingJob", LOCAL, "old")]);
    });
});
