import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import {
    type CloudWatchClient,
    GetMetricDataCommand,
    ListMetricsCommand,
    PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { fileMetricStore } from "../../../src/local/store/fileMetricStore.ts";
import { clientsOf } from "../clients.ts";
import { serveApi, type ServedApi } from "../serve.ts";

const Namespace = "/aws/sagemaker/TrainingJobs";
const noon = Date.parse("2026-11-20T12:00:00Z");
const seconds = (offset: number) => new Date(noon + offset * 1000);

describe("the metrics of Local SageMaker", () => {
    let api: ServedApi;
    let cloudwatch: CloudWatchClient;
    const query = async (name: string, Stat: string, Period: number, from = 0, to = 600, ScanBy?: "TimestampAscending") => {
        const Metric = { Namespace, MetricName: name, Dimensions: [{ Name: "TrainingJobName", Value: "iris" }] };
        const { MetricDataResults } = await cloudwatch.send(
            new GetMetricDataCommand({
                MetricDataQueries: [{ Id: "q", MetricStat: { Metric, Period, Stat } }],
                StartTime: seconds(from),
                EndTime: seconds(to),
                ScanBy,
            }),
        );
        const { Timestamps = [], Values = [] } = MetricDataResults?.[0] ?? {};
        return Timestamps.map((at, index) => [(at.getTime() - noon) / 1000, Values[index]]);
    };
    const put = (name: string, ...points: [number, number][]) => {
        for (const [offset, value] of points) {
            const id = { namespace: Namespace, name, dimensions: { TrainingJobName: "iris" } };
            api.stores.metrics.put(id, { timestamp: noon + offset * 1000, value });
        }
    };

    before(async () => {
        api = await serveApi();
        ({ cloudwatch } = clientsOf(api.url));
    });
    after(async () => api[Symbol.asyncDispose]());

    it("are put together by period, the newest first unless asked otherwise", async () => {
        put("loss", [1, 4], [30, 2], [61, 1], [599, 8], [600, 16]);
        assert.deepEqual(await query("loss", "Average", 60), [
            [540, 8],
            [60, 1],
            [0, 3],
        ]);
        assert.deepEqual(await query("loss", "Sum", 300, 0, 600, "TimestampAscending"), [
            [0, 7],
            [300, 8],
        ]);
        assert.deepEqual(await query("loss", "Maximum", 1, 0, 60, "TimestampAscending"), [
            [1, 4],
            [30, 2],
        ]);
    });

    it("answer every basic statistic, and percentiles", async () => {
        put("latency", [1, 10], [2, 30], [3, 20], [4, 40]);
        const value = async (stat: string) => (await query("latency", stat, 60))[0]?.[1];
        const statistics = ["SampleCount", "Sum", "Average", "Minimum", "Maximum", "p50", "p100", "p0"];
        assert.deepEqual(await Promise.all(statistics.map(value)), [4, 100, 25, 10, 40, 25, 40, 10]);
    });

    it("answer every statistic of an endpoint's requests, several of which came in one second", async () => {
        const latency = { namespace: "AWS/SageMaker", name: "ModelLatency", dimensions: {} };
        for (const [offset, value] of [
            [1, 10],
            [1.1, 20],
            [1.2, 30],
            [1.9, 40],
            [70, 50],
        ] as const) {
            api.stores.metrics.put(latency, { timestamp: noon + offset * 1000, value });
        }
        const Metric = { Namespace: "AWS/SageMaker", MetricName: "ModelLatency" };
        const statistics = ["SampleCount", "Sum", "Average", "Minimum", "Maximum", "p50", "p100", "p0"];
        const { MetricDataResults = [] } = await cloudwatch.send(
            new GetMetricDataCommand({
                MetricDataQueries: statistics.map((Stat, at) => ({ Id: `q${at}`, MetricStat: { Metric, Period: 60, Stat } })),
                StartTime: seconds(0),
                EndTime: seconds(60),
            }),
        );
        assert.deepEqual(
            MetricDataResults.map(({ Values }) => Values),
            [[4], [100], [25], [10], [40], [25], [40], [10]],
        );
    });

    it("of the last second before the server ends are on disk too", async () => {
        await using ending = await serveApi();
        const id = { namespace: "AWS/SageMaker", name: "Invocations", dimensions: {} };
        ending.stores.metrics.put(id, { timestamp: noon, value: 1 });
        await ending.stop();
        const kept = fileMetricStore(path.join(ending.dataDirectory, "metrics"), assert.fail);
        assert.deepEqual(kept.list(), [id]);
    });

    it("are empty for a metric that nobody wrote", async () => {
        assert.deepEqual(await query("nothing", "Sum", 60), []);
    });

    it("refuse what CloudWatch refuses, under the code that its clients show", async () => {
        const refusal = async (answer: Promise<unknown>) =>
            answer.then(
                () => assert.fail("accepted"),
                ({ name, message, Error: { Code, Type } }) => ({ name, message, Code, Type }),
            );
        assert.deepEqual(await refusal(query("loss", "Median", 60)), {
            name: "InvalidParameterValueException",
            message: "The value Median for parameter MetricDataQueries.member.MetricStat.Stat is not supported.",
            Code: "InvalidParameterValue",
            Type: "Sender",
        });
        assert.match((await refusal(query("loss", "Sum", 45))).message, /multiple of 60: 45/);
        assert.match((await refusal(query("loss", "Sum", 60, 600, 0))).message, /StartTime must be less than/);
    });

    it("are listed by namespace, name and dimension", async () => {
        const list = async (input: ListMetricsCommand["input"]) =>
            (await cloudwatch.send(new ListMetricsCommand(input))).Metrics ?? [];
        put("listed", [0, 1]);
        const Dimensions = [{ Name: "TrainingJobName", Value: "iris" }];
        assert.deepEqual(await list({ MetricName: "listed", Dimensions }), [{ Namespace, MetricName: "listed", Dimensions }]);
        assert.equal((await list({ MetricName: "listed", Dimensions: [{ Name: "TrainingJobName" }] })).length, 1);
        assert.equal((await list({ MetricName: "listed", Dimensions: [{ Name: "TrainingJobName", Value: "rose" }] })).length, 0);
        assert.equal((await list({ Namespace: "AWS/Logs" })).length, 0);
    });

    it("list more than a page of them by token", async () => {
        for (let at = 0; at < 501; at += 1) {
            api.stores.metrics.put({ namespace: "Many", name: `m${at}`, dimensions: {} }, { timestamp: noon, value: 1 });
        }
        const first = await cloudwatch.send(new ListMetricsCommand({ Namespace: "Many" }));
        const rest = await cloudwatch.send(new ListMetricsCommand({ Namespace: "Many", NextToken: first.NextToken }));
        assert.deepEqual([first.Metrics?.length, rest.Metrics?.length, rest.NextToken], [500, 1, undefined]);
    });

    it("take a client's own points, also as a large compressed request", async () => {
        const MetricData = Array.from({ length: 300 }, (_, at) => ({
            MetricName: "own",
            Dimensions: [{ Name: "TrainingJobName", Value: "iris" }],
            Timestamp: seconds(at),
            Value: at,
        }));
        await cloudwatch.send(new PutMetricDataCommand({ Namespace: "Own", MetricData }));
        const points = api.stores.metrics.points({ namespace: "Own", name: "own", dimensions: { TrainingJobName: "iris" } });
        assert.deepEqual([points.length, points[299]], [300, { timestamp: noon + 299_000, value: 299 }]);
        const counted = { MetricName: "counted", Values: [1, 2], Counts: [3, 1] };
        await cloudwatch.send(new PutMetricDataCommand({ Namespace: "Own", MetricData: [counted] }));
        const values = api.stores.metrics.points({ namespace: "Own", name: "counted", dimensions: {} }).map(({ value }) => value);
        assert.deepEqual(values, [1, 1, 1, 2]);
        const excessive = { MetricName: "excessive", Values: [1, 2, 3], Counts: [10_000, 10_000, 1] };
        await assert.rejects(cloudwatch.send(new PutMetricDataCommand({ Namespace: "Own", MetricData: [excessive] })), {
            name: "InvalidParameterValueException",
            message: "Local SageMaker takes at most 20000 values in a request, not 20001.",
        });
        assert.equal(api.stores.metrics.list().filter(({ name }) => name === "excessive").length, 0);
        await assert.rejects(cloudwatch.send(new PutMetricDataCommand({ Namespace: "AWS/SageMaker", MetricData: [counted] })), {
            name: "InvalidParameterValueException",
        });
    });
});
