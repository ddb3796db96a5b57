import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import type { Operation } from "../protocol/operation.ts";
import { list, Timestamp } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { MetricStore } from "../store/metricStore.ts";
import { Dimensions, dimensionsOf, INVALID_PARAMETER, MetricName, Namespace } from "./shapes.ts";

const MetricDatum = z.object({
    MetricName,
    Dimensions: z.optional(Dimensions),
    Timestamp: z.optional(Timestamp),
    Value: z.optional(z.number()),
    Values: z.optional(list(z.number(), 0, 150)),
    Counts: z.optional(z.array(z.number().check(z.gte(1), z.lte(10_000)))),
    StatisticValues: z.optional(z.unknown()),
});
const PutMetricData = z.object({ Namespace, MetricData: list(MetricDatum, 1, 1000) });

/** 150 values for each of the 1000 metrics of a request are more than a client means to send here. */
const MOST_VALUES = 20_000;

/** Stores points of a client's own metrics. `now` answers milliseconds since 1970. */
export function putMetricData(metrics: MetricStore, now: () => number): Operation {
    return (input) => {
        const request = parse(PutMetricData, input, INVALID_PARAMETER);
        if (request.Namespace.startsWith("AWS/")) {
            throw new ApiError(INVALID_PARAMETER, "The value AWS/ for parameter Namespace is invalid.");
        }
        checkTotal(request.MetricData);
        const points = request.MetricData.flatMap((datum) => valuesOf(datum).map((value) => ({ datum, value })));
        for (const { datum, value } of points) {
            const id = { namespace: request.Namespace, name: datum.MetricName, dimensions: dimensionsOf(datum.Dimensions) };
            metrics.put(id, { timestamp: datum.Timestamp === undefined ? now() : datum.Timestamp * 1000, value });
        }
        return {};
    };
}

/** CloudWatch keeps counts as they are; here they are written out, so that there must not be millions. */
function checkTotal(data: readonly z.output<typeof MetricDatum>[]): void {
    const total = data.reduce(
        (sum, { Values = [], Counts = [] }) => sum + Values.reduce((most, _, at) => most + (Counts[at] ?? 1), 0),
        0,
    );
    if (total > MOST_VALUES) {
        throw new ApiError(INVALID_PARAMETER, `Local SageMaker takes at most ${MOST_VALUES} values in a request, not ${total}.`);
    }
}

/** Every value of a datum, each as often as it counts. */
function valuesOf({ MetricName: name, Value, Values, Counts, StatisticValues }: z.output<typeof MetricDatum>): number[] {
    if (StatisticValues !== undefined) {
        throw new ApiError(INVALID_PARAMETER, `Local SageMaker takes values and no StatisticValues: ${name}`);
    }
    if ((Value === undefined) === (Values === undefined)) {
        throw new ApiError(
            "InvalidParameterCombinationException",
            `Exactly one of Value and Values is needed for the metric ${name}.`,
        );
    }
    if (Counts !== undefined && Counts.length !== Values?.length) {
        throw new ApiError(INVALID_PARAMETER, `Counts and Values must have the same length for the metric ${name}.`);
    }
    return Value === undefined
        ? (Values ?? []).flatMap((value, at) => Array.from({ length: Counts?.[at] ?? 1 }, () => value))
        : [Value];
}
