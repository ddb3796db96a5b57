import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileMetricStore } from "../../../src/local/store/fileMetricStore.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const noWarning = (message: string) => assert.fail(message);
const loss = { namespace: "/aws/sagemaker/TrainingJobs", name: "loss", dimensions: { TrainingJobName: "iris", Host: "algo-1" } };

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
});
