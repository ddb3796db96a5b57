import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileMetricStore } from "../../../src/local/store/fileMetricStore.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const noWarning = (message: string) => assert.fail(message);
const loss = { namespace: "/aws/sagemaker/TrainingJobs", name: "loss", dimensions: { TrainingJobName: "iris", Host: "algo-1" } };
const invocations = { namespace: "AWS/SageMaker", name: "Invocations", dimensions: { EndpointName: "iris" } };

describe("the metric store", () => {
    it("holds after a restart what was put, in whatever order the dimensions are named", () => {
        using directory = temporaryDirectory();
        const before = fileMetricStore(directory.path, noWarning);
        before.put(loss, { timestamp: 1, value: 0.5 });
        before.put({ ...loss, dimensions: { Host: "algo-1", TrainingJobName: "iris" } }, { timestamp: 2, value: 0.25 });
        const after = fileMetricStore(directory.path, noWarning);
        assert.deepEqual(after.list(), [loss]);
        assert.deepEqual(after.points(loss), [
            { timestamp: 1, value: 0.5 },
            { timestamp: 2, value: 0.25 },
        ]);
        assert.deepEqual(after.points({ ...loss, name: "Loss" }), []);
    });

    it("drops a point that a killed server could not finish", () => {
        using directory = temporaryDirectory();
        fileMetricStore(directory.path, noWarning).put(loss, { timestamp: 1, value: 0.5 });
        const file = path.join(directory.path, fs.readdirSync(directory.path)[0] ?? "");
        fs.appendFileSync(file, "[2,0.2");
        const store = fileMetricStore(directory.path, noWarning);
        store.put(loss, { timestamp: 3, value: 0.125 });
        const points = fileMetricStore(directory.path, noWarning).points(loss);
        assert.deepEqual(points, [
            { timestamp: 1, value: 0.5 },
            { timestamp: 3, value: 0.125 },
        ]);
    });

    it("keeps an unreadable file aside, says so, and goes on with the rest", () => {
        using directory = temporaryDirectory();
        fileMetricStore(directory.path, noWarning).put(loss, { timestamp: 1, value: 0.5 });
        fs.writeFileSync(path.join(directory.path, "damaged.jsonl"), "\u0000\u0000\n");
        const warnings: string[] = [];
        assert.deepEqual(fileMetricStore(directory.path, (message) => warnings.push(message)).list(), [loss]);
        assert.match(warnings.join(), /damaged\.jsonl\.unreadable$/);
    });

    it("keeps the values of requests as one line per second, and tells of them at once", () => {
        using directory = temporaryDirectory();
        const before = fileMetricStore(directory.path, noWarning);
        for (const [timestamp, value] of [
            [5000, 3],
            [5400, 1],
            [5999, 5],
            [6000, 7],
        ] as const) {
            before.put(invocations, { timestamp, value });
        }
        const expected = [
            { timestamp: 5000, sampleCount: 3, sum: 9, minimum: 1, maximum: 5 },
            { timestamp: 6000, sampleCount: 1, sum: 7, minimum: 7, maximum: 7 },
        ];
        assert.deepEqual(before.statisticSets(invocations, 0, 10_000), expected);
        assert.deepEqual(fs.readdirSync(directory.path), []);
        before.flush();
        const after = fileMetricStore(directory.path, noWarning);
        assert.deepEqual(after.statisticSets(invocations, 0, 10_000), expected);
        assert.deepEqual(after.statisticSets(invocations, 5000, 6000), expected.slice(0, 1));
        assert.equal(linesIn(directory.path).length, 3);
    });

    it("writes what waits within a second, though nobody asks for it", async () => {
        using directory = temporaryDirectory();
        const store = fileMetricStore(directory.path, noWarning);
        store.put(invocations, { timestamp: 5000, value: 1 });
        store.put(invocations, { timestamp: 5001, value: 1 });
        for (const end = Date.now() + 5000; fs.readdirSync(directory.path).length === 0;) {
            assert.ok(Date.now() < end, "nothing was written within 5 s");
            await delay(50);
        }
        assert.deepEqual(linesIn(directory.path).slice(1), ["[5000,2,2,1,1]"]);
    });

    it("rolls the values of requests up to minutes after three hours, in memory and in its file", () => {
        using directory = temporaryDirectory();
        const before = fileMetricStore(directory.path, noWarning);
        const seconds = 8 * 3600;
        for (let second = 0; second < seconds; second += 1) {
            before.put(invocations, { timestamp: second * 1000, value: second % 60 });
            if (second % 3600 === 0) {
                before.flush();
            }
        }
        before.flush();
        const kept = before.statisticSets(invocations, 0, seconds * 1000);
        assert.ok(kept.length < 3 * 3600 + 6 * 60, `${kept.length} sets`);
        assert.deepEqual(kept[0], { timestamp: 0, sampleCount: 60, sum: 1770, minimum: 0, maximum: 59 });
        const total = kept.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
        assert.equal(total, seconds);
        const after = fileMetricStore(directory.path, noWarning);
        assert.deepEqual(after.statisticSets(invocations, 0, seconds * 1000), kept);
        assert.equal(linesIn(directory.path).length, kept.length + 1);
        after.put(invocations, { timestamp: seconds * 1000, value: 1 });
        after.flush();
        assert.equal(linesIn(directory.path).length, kept.length + 2);
    });

    it("counts on when its file cannot be written, says so once, and writes it later", () => {
        using directory = temporaryDirectory();
        const folder = path.join(directory.path, "metrics");
        const warnings: string[] = [];
        const store = fileMetricStore(folder, (message) => warnings.push(message));
        store.put(invocations, { timestamp: 5000, value: 1 });
        fs.rmdirSync(folder);
        fs.writeFileSync(folder, "in the way");
        store.flush();
        store.put(invocations, { timestamp: 6000, value: 1 });
        store.flush();
        assert.match(warnings.join("\n"), /^Metrics could not be written.*$/);
        fs.rmSync(folder);
        store.flush();
        assert.equal(fileMetricStore(folder, noWarning).statisticSets(invocations, 0, 10_000).length, 2);
    });
});

/** The lines of the one metric's file. */
function linesIn(directory: string): string[] {
    const [file = "", ...more] = fs.readdirSync(directory);
    assert.deepEqual(more, []);
    return fs.readFileSync(path.join(directory, file), "utf8").trimEnd().split("\n");
}
