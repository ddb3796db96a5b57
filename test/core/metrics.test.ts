import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chartsOf, measureOf } from "../../src/core/job/metricCharts.ts";
import { metricSummary, metricText, positionText } from "../../src/core/job/metricSummary.ts";

const at = (...seconds: number[]) => seconds.map((second) => 1_700_000_000_000 + second * 1000);

describe("chartsOf", () => {
    it("draws by epoch when every point has one, and puts the same measure of two sets into one chart", () => {
        const charts = chartsOf([
            { name: "epoch", times: at(0, 5), values: [1, 2] },
            { name: "train_loss", times: at(0, 5), values: [0.9, 0.5] },
            { name: "validation_loss", times: at(0, 5), values: [0.8, 0.6] },
            { name: "validation_accuracy", times: at(5), values: [0.83] },
        ]);
        assert.deepEqual(charts, [
            {
                title: "loss",
                xLabel: "epoch",
                x: [1, 2],
                series: [
                    { name: "train_loss", values: [0.9, 0.5] },
                    { name: "validation_loss", values: [0.8, 0.6] },
                ],
            },
            { title: "accuracy", xLabel: "epoch", x: [2], series: [{ name: "validation_accuracy", values: [0.83] }] },
        ]);
    });

    it("draws a metric that came without epochs by seconds, and the others still by epoch", () => {
        const charts = chartsOf([
            { name: "epoch", times: at(0, 5), values: [1, 2] },
            { name: "train_loss", times: at(0, 5), values: [0.9, 0.5] },
            { name: "test_accuracy", times: at(7), values: [0.8] },
        ]);
        assert.deepEqual(
            charts.map(({ title, xLabel, x }) => [title, xLabel, x]),
            [
                ["loss", "epoch", [1, 2]],
                ["accuracy", "seconds", [7]],
            ],
        );
    });

    it("leaves a gap where one of two metrics has no point", () => {
        const [chart] = chartsOf([
            { name: "train_loss", times: at(0, 1, 2), values: [3, 2, 1] },
            { name: "val_loss", times: at(1), values: [4] },
        ]);
        assert.deepEqual(chart?.x, [0, 1, 2]);
        assert.deepEqual(chart?.series[1]?.values, [null, 4, null]);
    });

    it("takes the later value of an epoch that a resumed job reported twice", () => {
        const [chart] = chartsOf([
            { name: "epoch", times: at(0, 1, 9), values: [1, 2, 2] },
            { name: "loss", times: at(0, 1, 9), values: [0.9, 0.5, 0.4] },
        ]);
        assert.deepEqual(chart?.x, [1, 2]);
        assert.deepEqual(chart?.series[0]?.values, [0.9, 0.4]);
    });

    it("draws nothing for a job that reported nothing but epochs", () => {
        assert.deepEqual(chartsOf([{ name: "epoch", times: at(0), values: [1] }]), []);
        assert.deepEqual(chartsOf([]), []);
    });
});

describe("measureOf", () => {
    it("drops the part of the data that a metric was measured on, and nothing else", () => {
        const measures = ["train_loss", "validation:accuracy", "loss.val", "test", "latency", "Train/F1", "contrast_test_x"].map(
            measureOf,
        );
        assert.deepEqual(measures, ["loss", "accuracy", "loss", "test", "latency", "F1", "contrast_test_x"]);
    });
});

describe("metricSummary", () => {
    it("says the last value and the change of each metric", () => {
        const summary = metricSummary([
            {
                title: "loss",
                xLabel: "epoch",
                x: [1, 2, 3],
                series: [
                    { name: "train_loss", values: [0.5, 0.45, 0.44] },
                    { name: "validation_loss", values: [null, 0, 0.2] },
                    { name: "flat", values: [1, null, 1] },
                    { name: "single", values: [null, null, 7] },
                    { name: "none", values: [null, null, null] },
                ],
            },
            { title: "speed", xLabel: "seconds", x: [0, 12.5], series: [{ name: "speed", values: [100, 150] }] },
        ]);
        assert.equal(
            summary,
            "train_loss 0.44, down 12 % from epoch 1 to 3; validation_loss 0.2, up from zero from epoch 2 to 3; flat 1, unchanged from epoch 1 to 3; " +
                "single 7; none has no value yet; speed 150, up 50 % over 12.5 seconds",
        );
    });
});

describe("positionText", () => {
    it("keeps every digit of an epoch", () => {
        assert.deepEqual([12_345, 2.5].map(positionText), ["12345", "2.5"]);
    });
});

describe("metricText", () => {
    it("keeps four digits and writes very small and very large values with an exponent", () => {
        assert.deepEqual(
            [0.53124, 0, 1234567, 123456789, 0.0000123, -0.00001].map((value) => metricText(value)),
            ["0.5312", "0", "1235000", "1.235e+8", "1.23e-5", "-1e-5"],
        );
    });
});
