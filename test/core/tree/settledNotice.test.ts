import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { settledNotice } from "../../../src/editor/settledNotice.ts";
import type { Settled } from "../../../src/editor/tree/settlingWatch.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { endpoint, job } from "../fakes/fakePlace.ts";

const AWS: Place = { kind: "aws", profile: "dev", region: "eu-west-1" };
const failed: Settled = { kind: "trainingJob", place: LOCAL, job: job("a", { status: "Failed" }), reason: "no data" };
const done: Settled = { kind: "trainingJob", place: LOCAL, job: job("b"), reason: undefined };
const up: Settled = { kind: "endpoint", place: LOCAL, endpoint: endpoint("e"), reason: undefined };

function setUp(wanted = "all", press = "") {
    const ran: unknown[] = [];
    const told: { sentence: string; buttons: readonly string[] }[] = [];
    const tell = async (sentence: string, ...buttons: readonly string[]) => {
        told.push({ sentence, buttons });
        return press;
    };
    const notice = settledNotice({
        ask: { ...fakeAsk(), tell, warn: tell },
        wanted: () => wanted,
        runCommand: async (id, ...args) => ran.push(id, ...args),
        together: () => new Promise((resolve) => setImmediate(resolve)),
    });
    return { notice, told, ran };
}

describe("the notice that something settled", () => {
    it("is given as the user wants it", async () => {
        for (const [wanted, expected] of [
            ["all", 3],
            ["failures", 1],
            ["none", 0],
        ] as const) {
            const { notice, told } = setUp(wanted);
            for (const one of [failed, done, up]) {
                await notice(one);
            }
            assert.equal(told.length, expected, wanted);
        }
    });

    it("is one for what ends together, and explains the one that failed", async () => {
        const { notice, told, ran } = setUp("all", "Explain Failure");
        await Promise.all([failed, done, up].map(notice));
        assert.deepEqual(told, [
            { sentence: "2 came to rest: b, e. 1 failed: a.", buttons: ["Show Resources", "Explain Failure"] },
        ]);
        assert.equal(ran[0], "rustSagemaker.job.explain");
        assert.partialDeepStrictEqual(ran[1], { job: { name: "a" }, failureReason: "no data" });
    });

    it("names only some of many", async () => {
        const { notice, told } = setUp();
        await Promise.all(Array.from({ length: 12 }, (_, index) => notice({ ...done, job: job(`n-${index}`) })));
        assert.equal(told[0]?.sentence, "12 came to rest: n-0, n-1, n-2 and 9 more.");
    });

    it("tells the second time only what ended since the first", async () => {
        const { notice, told } = setUp();
        await notice(done);
        await notice(up);
        assert.deepEqual(
            told.map(({ sentence }) => sentence),
            ["Training job b completed.", "Endpoint e is in service."],
        );
    });

    it("names the place where it costs money, and offers to explain a failure and to show its log", async () => {
        const { notice, told } = setUp();
        await notice({ ...failed, place: AWS });
        assert.deepEqual(told, [
            { sentence: "Training job a in AWS eu-west-1 (dev) failed. no data", buttons: ["Explain Failure", "Show Log"] },
        ]);
    });

    it("runs the command of the button that was pressed, on the job", async () => {
        const { notice, ran } = setUp("all", "Deploy Endpoint…");
        await notice(done);
        assert.equal(ran[0], "rustSagemaker.endpoint.deploy");
        assert.partialDeepStrictEqual(ran[1], { job: { name: "b" } });
    });
});
