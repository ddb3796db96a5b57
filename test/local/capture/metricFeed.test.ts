import assert from "node:assert/strict";
import { test } from "node:test";
import { metricFeed, regexFault, trainingMetricId } from "../../../src/local/capture/metricFeed.ts";
import { fileMetricStore } from "../../../src/local/store/fileMetricStore.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const LOSS = { Name: "loss", Regex: "loss=([-+0-9.eE]+)" };

test("a line's metric is the first group, without the colours of a terminal", () => {
    assert.deepEqual(valuesOf([LOSS], ["\x1b[32mloss\x1b[0m=0.5", "loss=\x1b[1m1e-3\x1b[0m", "no metric"]), [0.5, 0.001]);
});

test("what is no finite number is no point", () => {
    assert.deepEqual(
        valuesOf([{ Name: "loss", Regex: "loss=(\\S*)" }], ["loss=NaN", "loss=inf", "loss=", "loss=1", "loss=1e999"]),
        [1],
    );
});

test("an expression without a group gives no points", () => {
    assert.deepEqual(valuesOf([{ Name: "loss", Regex: "loss=[0-9]" }], ["loss=1"]), []);
});

test("an expression that would freeze a backtracking engine takes no time", () => {
    const started = performance.now();
    assert.deepEqual(valuesOf([{ Name: "loss", Regex: "^(a+)+$" }], [`${"a".repeat(5000)}!`]), []);
    assert.ok(performance.now() - started < 2000);
});

test("an expression that looks around is refused, one with named groups and word boundaries is not", () => {
    assert.equal(typeof regexFault("(?<=loss=)(.*)"), "string");
    assert.equal(regexFault("\\bloss=(?P<value>[0-9.]+)\\b"), undefined);
});

test("a feed that starts over on the same lines adds no point twice, and adds those that are missing", () => {
    using directory = temporaryDirectory();
    const metrics = fileMetricStore(directory.path, assert.fail);
    const lines = ["loss=3", "loss=2", "loss=1"].map(eventOf);
    metricFeed("job", [LOSS], metrics, 0)(lines.slice(0, 2));
    metricFeed("job", [LOSS], metrics, 0)(lines);
    assert.deepEqual(
        metrics.points(trainingMetricId("job", "loss")).map(({ value }) => value),
        [3, 2, 1],
    );
});

test("points of a deleted job of the same name do not count", () => {
    using directory = temporaryDirectory();
    const metrics = fileMetricStore(directory.path, assert.fail);
    metrics.put(trainingMetricId("job", "loss"), { timestamp: 500, value: 9 });
    metricFeed("job", [LOSS], metrics, 1000)([eventOf("loss=1")]);
    assert.deepEqual(
        metrics.points(trainingMetricId("job", "loss")).map(({ value }) => value),
        [9, 1],
    );
});

function valuesOf(definitions: { Name: string; Regex: string }[], lines: string[]): number[] {
    using directory = temporaryDirectory();
    const metrics = fileMetricStore(directory.path, assert.fail);
    metricFeed("job", definitions, metrics, 0)(lines.map(eventOf));
    return metrics.points(trainingMetricId("job", "loss")).map(({ value }) => value);
}

function eventOf(message: string) {
    return { timestamp: 1000, ingestionTime: 1000, message };
}
