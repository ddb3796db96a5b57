import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpointCharts } from "../../src/core/endpoint/endpointCharts.ts";
import { instanceCharts, trainingCharts } from "../../src/core/job/jobCharts.ts";
import { timeChart } from "../../src/core/job/metricCharts.ts";
import { axisText, hostsText, metricSummary } from "../../src/core/job/metricSummary.ts";
import { type MetricQuery, type Metrics, periodOf } from "../../src/core/job/metrics.ts";
import { thinnedChart } from "../../src/core/job/thinnedChart.ts";

const never = new AbortController().signal;
const now = new Date("2026-11-20T12:00:00Z");
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

/** Answers each query by a function. */
function metricsOf(answer: (query: MetricQuery) => { times: number[]; values: number[] }, periodSeconds = 60) {
    const asked: MetricQuery[] = [];
    const metrics: Metrics = {
        async read(queries) {
            asked.push(...queries);
            return { periodSeconds, points: queries.map(answer) };
        },
    };
    return { asked, metrics };
}

describe("periodOf", () => {
    const period = (hours: number, finest: number, mostPoints = 1500) =>
        periodOf({ from: ago(hours), to: now, now, mostPoints }, finest);

    it("is what the place publishes, as long as that makes few points", () => {
        assert.deepEqual(
            [1, 3, 12, 24, 168].map((hours) => period(hours, 60)),
            [60, 60, 60, 60, 900],
        );
        assert.deepEqual(
            [0.1, 1, 2.9].map((hours) => period(hours, 1)),
            [1, 5, 10],
        );
    });

    it("is no shorter than what CloudWatch still keeps", () => {
        const days = (count: number) => period(count * 24, 1, 1e9);
        assert.deepEqual([0.1, 0.2, 14, 16, 64].map(days), [1, 60, 60, 300, 3600]);
    });
});

describe("timeChart", () => {
    it("is drawn over seconds since 1970, and not at all without points", () => {
        const chart = timeChart("CPU", [{ name: "algo-1", times: [60_000, 120_000], values: [1, 2] }]);
        assert.deepEqual([chart?.xLabel, chart?.x], ["time", [60, 120]]);
        assert.equal(timeChart("CPU", [{ name: "algo-1", times: [], values: [] }]), undefined);
        assert.equal(metricSummary(chart ? [chart] : []), "algo-1 2, up 100 % over 60 seconds");
    });
});

describe("thinnedChart", () => {
    it("keeps the ends and every peak of 100,000 points", () => {
        const count = 100_000;
        const x = Array.from({ length: count }, (_, at) => at);
        const noise = x.map((at) => Math.sin(at / 50));
        const values = noise.map((value, at) => (at === 54_321 ? 99 : at === 77_777 ? -99 : value));
        const gaps = x.map((at) => (at % 1000 === 0 ? at : null));
        const chart = {
            title: "loss",
            xLabel: "seconds" as const,
            x,
            series: [
                { name: "a", values },
                { name: "b", values: gaps },
            ],
        };
        const thinned = thinnedChart(chart);
        assert.ok(thinned.x.length <= 8002, String(thinned.x.length));
        assert.deepEqual([thinned.thinnedFrom, thinned.x[0], thinned.x.at(-1)], [count, 0, count - 1]);
        assert.deepEqual(
            thinned.x.toSorted((a, b) => a - b),
            thinned.x,
        );
        const shown = thinned.series.map((one) => one.values);
        assert.equal(shown[0]?.[thinned.x.indexOf(54_321)], 99);
        assert.equal(shown[0]?.[thinned.x.indexOf(77_777)], -99);
        assert.equal(shown[1]?.[thinned.x.indexOf(42_000)], 42_000);
        assert.ok(shown.every((line) => line.length === thinned.x.length));
    });

    it("leaves alone what is small", () => {
        const chart = {
            title: "loss",
            xLabel: "epoch" as const,
            x: [1, 2, 3, 4],
            series: [{ name: "a", values: [1, 2, null, 4] }],
        };
        assert.equal(thinnedChart(chart, 2), chart);
    });
});

describe("trainingCharts", () => {
    it("say where a point is the mean of a period, as CloudWatch has it, rather than one report", async () => {
        const drawn = async (periodSeconds: number) => {
            const { metrics } = metricsOf(({ name }) => ({ times: [0], values: [name === "epoch" ? 3.5 : 0.4] }), periodSeconds);
            return trainingCharts("iris", ["epoch", "loss"], { from: ago(1), to: now, now }, metrics, never);
        };
        assert.deepEqual((await drawn(1)).map(axisText), ["by epoch"]);
        assert.deepEqual((await drawn(60)).map(axisText), ["by epoch, mean of each minute"]);
        assert.deepEqual((await drawn(300)).map(axisText), ["by epoch, mean of each 5 minutes"]);
    });
});

describe("instanceCharts", () => {
    it("asks for the five metrics of each host, and draws those that there are", async () => {
        const { asked, metrics } = metricsOf(({ name }) =>
            name.startsWith("GPU") ? { times: [], values: [] } : { times: [60_000], values: [50] },
        );
        const charts = await instanceCharts("iris", 2, { from: ago(1), to: now, now }, metrics, never);
        assert.deepEqual(
            asked.slice(0, 2).map(({ dimensions }) => dimensions["Host"]),
            ["iris/algo-1", "iris/algo-2"],
        );
        assert.equal(asked.length, 10);
        assert.deepEqual(
            charts.map(({ title, series }) => [title, series.map(({ name }) => name)]),
            [
                ["CPU (100 % is one core)", ["algo-1", "algo-2"]],
                ["Memory (%)", ["algo-1", "algo-2"]],
                ["Disk (%)", ["algo-1", "algo-2"]],
            ],
        );
    });
});

describe("instanceCharts of many hosts", () => {
    it("draw the first five, and say of how many", async () => {
        const { metrics } = metricsOf(() => ({ times: [60_000], values: [50] }));
        const drawn = async (count: number) => {
            return instanceCharts("iris", count, { from: ago(1), to: now, now }, metrics, never);
        };
        const notes = (charts: Awaited<ReturnType<typeof drawn>>) => [...new Set(charts.map(hostsText))];
        assert.deepEqual(notes(await drawn(8)), ["5 of 8 hosts are drawn"]);
        assert.deepEqual(notes(await drawn(5)), [undefined]);
    });
});

describe("endpointCharts", () => {
    it("counts a period without a request as zero, and tells latencies in milliseconds", async () => {
        const { metrics } = metricsOf(({ name }) => {
            const counts = { times: [0, 60_000, 240_000], values: [3, 1, 2] };
            return name === "Invocations"
                ? counts
                : name === "ModelLatency"
                  ? { times: [0], values: [12_500] }
                  : { times: [], values: [] };
        });
        const look = { hours: 1, latency: "average" } as const;
        const charts = await endpointCharts("iris", ["AllTraffic"], look, metrics, now, never);
        assert.deepEqual(
            charts.map(({ title, x, series }) => [title, x, series]),
            [
                ["Invocations per minute", [0, 60, 120, 180, 240], [{ name: "all", values: [3, 1, 0, 0, 2] }]],
                ["Latency (ms)", [0], [{ name: "model", values: [12.5] }]],
            ],
        );
    });

    it("draws each variant, and names the period that counts are of", async () => {
        const { asked, metrics } = metricsOf(
            ({ statistic }) => ({ times: [0], values: [statistic === "p99" ? 9000 : 1000] }),
            900,
        );
        const charts = await endpointCharts("iris", ["a", "b"], { hours: 168, latency: "percentiles" }, metrics, now, never);
        assert.equal(charts[0]?.title, "Invocations per 15 minutes");
        assert.deepEqual(
            charts[0]?.series.map(({ name }) => name),
            ["a", "b"],
        );
        const latency = charts.find(({ title }) => title === "Latency (ms)");
        assert.deepEqual(latency?.series.map(({ name, values }) => [name, values[0]]).slice(0, 3), [
            ["a model p50", 1],
            ["a model p90", 1],
            ["a model p99", 9],
        ]);
        assert.ok(asked.every(({ dimensions }) => dimensions["EndpointName"] === "iris"));
    });
});
