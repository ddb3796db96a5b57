import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { metricFeed, trainingMetricId } from "../../../src/local/capture/metricFeed.ts";
import { captureOutput } from "../../../src/local/capture/outputCapture.ts";
import { outputFile } from "../../../src/local/runners/processFiles.ts";
import { fileLogStore } from "../../../src/local/store/fileLogStore.ts";
import { fileMetricStore } from "../../../src/local/store/fileMetricStore.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

test("lines for which there was no room at the end are kept when the end is asked for again", async () => {
    using directory = temporaryDirectory();
    const logs = fileLogStore(path.join(directory.path, "logs"), Date.now, assert.fail);
    let full = true;
    const append: typeof logs.append = (...lines) => (full ? noSpace() : logs.append(...lines));
    const capture = captureOutput(directory.path, { ...target, logs: { ...logs, append } });
    fs.writeFileSync(outputFile(directory.path), "first\nlast");
    await assert.rejects(capture.finish(), { code: "ENOSPC" });
    full = false;
    await capture.finish();
    await capture.finish();
    assert.deepEqual(messages(logs), ["first", "last"]);
});

test("a metric that there was no room for holds up no line, and is written in its place later", async () => {
    using directory = temporaryDirectory();
    const logs = fileLogStore(path.join(directory.path, "logs"), Date.now, assert.fail);
    const metrics = fileMetricStore(path.join(directory.path, "metrics"), assert.fail);
    let room = 1;
    const put: typeof metrics.put = (...point) => (room-- > 0 ? metrics.put(...point) : noSpace());
    const definitions = [{ Name: "loss", Regex: "loss=([0-9]+)" }];
    const onLines = metricFeed("job", definitions, { ...metrics, put }, 0);
    const reports: unknown[] = [];
    const capture = captureOutput(directory.path, { ...target, logs, onLines, report: (failure) => reports.push(failure) });
    for (const loss of [1, 2, 3]) {
        fs.appendFileSync(outputFile(directory.path), `loss=${loss}\n`);
        for (const end = Date.now() + 5000; messages(logs).length < loss;) {
            assert.ok(Date.now() < end, "the line did not come within 5 s");
            await delay(20);
        }
    }
    assert.equal(reports.length, 2);
    room = Infinity;
    await capture.finish();
    const points = metrics.points(trainingMetricId("job", "loss"));
    assert.deepEqual(
        points.map(({ value }) => value),
        [1, 2, 3],
    );
});

const target = { group: "group", stream: "stream", now: Date.now, report: () => {} };

function messages(logs: ReturnType<typeof fileLogStore>): string[] {
    return (logs.read("group", "stream", 0, 100) ?? []).map(({ message }) => message);
}

function noSpace(): never {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
}
