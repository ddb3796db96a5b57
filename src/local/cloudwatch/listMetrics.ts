import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import type { Operation } from "../protocol/operation.ts";
import { parse } from "../protocol/validation.ts";
import type { MetricId, MetricStore } from "../store/metricStore.ts";
import { DimensionFilters, INVALID_PARAMETER, MetricName, Namespace } from "./shapes.ts";

const ListMetrics = z.object({
    Namespace: z.optional(Namespace),
    MetricName: z.optional(MetricName),
    Dimensions: z.optional(DimensionFilters),
    NextToken: z.optional(z.string()),
});

const PAGE_SIZE = 500;

/** The metrics that have at least one point. They are visible with their first one, not minutes later. */
export function listMetrics(metrics: MetricStore): Operation {
    return (input) => {
        const request = parse(ListMetrics, input, INVALID_PARAMETER);
        const found = metrics.list().filter((metric) => matches(metric, request));
        const start = request.NextToken === undefined ? 0 : offsetOf(request.NextToken);
        const end = start + PAGE_SIZE;
        return { Metrics: found.slice(start, end).map(metricOf), ...(end < found.length && { NextToken: String(end) }) };
    };
}

function matches({ namespace, name, dimensions }: MetricId, request: z.output<typeof ListMetrics>): boolean {
    return (
        (request.Namespace ?? namespace) === namespace &&
        (request.MetricName ?? name) === name &&
        (request.Dimensions ?? []).every(
            ({ Name, Value }) => Object.hasOwn(dimensions, Name) && (Value ?? dimensions[Name]) === dimensions[Name],
        )
    );
}

/** Metrics are only ever added, at the end, so that a place in the list is a stable token. */
function offsetOf(token: string): number {
    if (!/^\d{1,9}$/.test(token)) {
        throw new ApiError(INVALID_PARAMETER, "The value of NextToken is not a token that this operation answered.");
    }
    return Number(token);
}

function metricOf({ namespace, name, dimensions }: MetricId): object {
    return {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    };
}
