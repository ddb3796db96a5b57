import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { cloudWatchMetrics } from "../../../src/adapters/aws/cloudWatchMetrics.ts";
import { instanceCharts } from "../../../src/core/job/jobCharts.ts";
import type { MetricQuery } from "../../../src/core/job/metrics.ts";
import { startAws } from "../../host/aws/awsStandIn.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { startMoto } from "../../host/aws/moto.ts";
import { keepVariables } from "../../host/keepVariables.ts";
import { temporaryDirectory } from "../../local/temporaryDirectory.ts";
import { clientsMissing } from "../../local/foreignClients.ts";

const Namespace = "/aws/sagemaker/TrainingJobs";
const never = new AbortController().signal;
const minute = 60_000;
const start = Math.floor(Date.now() / minute) * minute - 10 * minute;

/** Where metrics can be asked for: the variables that lead there, and how it ends. */
interface Place {
    readonly variables: Readonly<Record<string, string>>;
    stop(): Promise<void>;
}

const places: Readonly<Record<string, { readonly skip: string | false; start(): Promise<Place> }>> = {
    "Local SageMaker": {
        skip: false,
        async start() {
            const { env, stop } = await startAws({ moto: false });
            return { variables: env, stop };
        },
    },
    "an emulator of AWS": {
        skip: clientsMissing,
        async start() {
            const folder = temporaryDirectory();
            const { environment, stop } = await startMoto(folder.path);
            return { variables: environment, stop: () => stop().finally(() => folder[Symbol.dispose]()) };
        },
    },
};

for (const [name, { skip, start: startPlace }] of Object.entries(places)) {
    describe(`metrics of ${name}`, { skip }, () => {
        let place: Place;
        let reset: () => void;
        const put = async (MetricName: string, dimension: string, values: readonly number[]) => {
            const Dimensions = [{ Name: "Host", Value: dimension }];
            const MetricData = values.map((Value, at) => ({
                MetricName,
                Dimensions,
                Value,
                Timestamp: new Date(start + at * minute),
            }));
            await new CloudWatchClient({}).send(new PutMetricDataCommand({ Namespace, MetricData }));
        };
        const query = (metric: string, host: string, statistic: MetricQuery["statistic"] = "Average"): MetricQuery => ({
            namespace: Namespace,
            name: metric,
            dimensions: { Host: host },
            statistic,
        });
        const span = (mostPoints = 1000) => ({
            from: new Date(start - minute),
            to: new Date(start + 9 * minute),
            now: new Date(),
            mostPoints,
        });

        before(async () => {
            place = await startPlace();
            reset = keepVariables(...Object.keys(place.variables));
            Object.assign(process.env, place.variables);
            await put("CPUUtilization", "iris/algo-1", [100, 200, 300, 200]);
            await put("MemoryUtilization", "iris/algo-1", [10]);
        });
        after(async () => {
            reset?.();
            await place?.stop();
        });

        it("come in order of time, each under its query", async () => {
            const metrics = cloudWatchMetrics(clientOf(), 60);
            const queries = [
                query("CPUUtilization", "iris/algo-1"),
                query("Nothing", "x"),
                query("MemoryUtilization", "iris/algo-1", "Sum"),
            ];
            const { periodSeconds, points } = await metrics.read(queries, span(), never);
            assert.equal(periodSeconds, 60);
            assert.deepEqual(points[0], { times: [0, 1, 2, 3].map((at) => start + at * minute), values: [100, 200, 300, 200] });
            assert.deepEqual([points[1]?.values, points[2]?.values], [[], [10]]);
        });

        it("are drawn as what an instance did", async () => {
            const { from, to, now } = span();
            const charts = await instanceCharts("iris", 1, { from, to, now }, cloudWatchMetrics(clientOf(), 60), never);
            assert.deepEqual(
                charts.map(({ title, series }) => [title, series[0]?.values]),
                [
                    ["CPU (100 % is one core)", [100, 200, 300, 200]],
                    ["Memory (%)", [10]],
                ],
            );
        });

        it("are asked for 500 at a time", async () => {
            const queries = Array.from({ length: 501 }, (_, at) =>
                query("CPUUtilization", at === 500 ? "iris/algo-1" : `none-${at}`),
            );
            const { points } = await cloudWatchMetrics(clientOf(), 60).read(queries, span(), never);
            assert.deepEqual([points.length, points[0]?.values, points[500]?.values], [501, [], [100, 200, 300, 200]]);
        });

        it("are put together over longer periods where there would be too many points", async () => {
            const { periodSeconds, points } = await cloudWatchMetrics(clientOf(), 60).read(
                [query("CPUUtilization", "iris/algo-1", "Maximum")],
                span(2),
                never,
            );
            assert.equal(periodSeconds, 300);
            assert.equal(Math.max(...(points[0]?.values ?? [])), 300);
        });

        it("are read no more once one gives up", async () => {
            const reading = cloudWatchMetrics(clientOf(), 60).read(
                [query("CPUUtilization", "iris/algo-1")],
                span(),
                AbortSignal.abort(),
            );
            await assert.rejects(reading, { name: "AbortError" });
        });
    });
}
