import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import type { Operation } from "../protocol/operation.ts";
import { list, text, Timestamp } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { MetricStore, StatisticSet } from "../store/metricStore.ts";
import { Dimensions, dimensionsOf, INVALID_PARAMETER, MetricName, Namespace } from "./shapes.ts";
import { type Statistic, statisticOf } from "./statistics.ts";

const MetricDataQuery = z.object({
    Id: text({ min: 1, max: 255 }),
    MetricStat: z.optional(
        z.object({
            Metric: z.object({ Namespace, MetricName, Dimensions: z.optional(Dimensions) }),
            Period: z.int().check(z.gte(1)),
            Stat: z.string(),
        }),
    ),
    Label: z.optional(z.string()),
    ReturnData: z._default(z.boolean(), true),
});
const GetMetricData = z.object({
    MetricDataQueries: list(MetricDataQuery, 0, 500),
    StartTime: Timestamp,
    EndTime: Timestamp,
    ScanBy: z._default(z.enum(["TimestampDescending", "TimestampAscending"]), "TimestampDescending"),
});

type MetricDataQuery = z.output<typeof MetricDataQuery>;
type GetMetricData = z.output<typeof GetMetricData>;

/** A query that can be answered. */
interface Query {
    readonly id: string;
    readonly label: string;
    /** What there is from one time until before another, in milliseconds. */
    readonly sets: (from: number, to: number) => readonly StatisticSet[];
    /** Milliseconds. */
    readonly period: number;
    readonly statistic: Statistic;
}

const ID = /^[a-z][a-zA-Z0-9_]*$/;
const MINUTE = 60_000;

/** Statistics of metrics over periods. Every answer fits into one page. */
export function getMetricData(metrics: MetricStore): Operation {
    return (input) => {
        const request = parse(GetMetricData, input, INVALID_PARAMETER);
        if (request.StartTime >= request.EndTime) {
            throw invalid("The parameter StartTime must be less than the parameter EndTime.");
        }
        const queries = request.MetricDataQueries.map((query) => ({
            query: queryOf(query, metrics),
            returned: query.ReturnData,
        }));
        const results = queries.filter(({ returned }) => returned).map(({ query }) => resultOf(query, request));
        return { MetricDataResults: results, Messages: [] };
    };
}

function queryOf({ Id, MetricStat, Label }: MetricDataQuery, metrics: MetricStore): Query {
    if (!ID.test(Id)) {
        throw invalid(
            `The value ${Id} for parameter MetricDataQueries.member.Id is not matching the expected pattern ${ID.source}.`,
        );
    }
    if (MetricStat === undefined) {
        throw invalid(`Local SageMaker answers queries with a MetricStat and knows no expressions: ${Id}`);
    }
    const { Metric, Period, Stat } = MetricStat;
    if (![1, 5, 10, 20, 30].includes(Period) && Period % 60 !== 0) {
        throw invalid(`Period must be 1, 5, 10, 20, 30 or a multiple of 60: ${Period}`);
    }
    const statistic = statisticOf(Stat);
    if (statistic === undefined) {
        throw invalid(`The value ${Stat} for parameter MetricDataQueries.member.MetricStat.Stat is not supported.`);
    }
    const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = Metric;
    const metric = { namespace, name, dimensions: dimensionsOf(dimensions) };
    const sets: Query["sets"] = (from, to) => metrics.statisticSets(metric, from, to);
    return { id: Id, label: Label ?? name, sets, period: Period * 1000, statistic };
}

function resultOf({ id, label, sets, period, statistic }: Query, { StartTime, EndTime, ScanBy }: GetMetricData): object {
    const start = Math.floor((StartTime * 1000) / MINUTE) * MINUTE;
    const periods = Map.groupBy(sets(start, EndTime * 1000), ({ timestamp }) => Math.floor(timestamp / period) * period);
    const sign = ScanBy === "TimestampAscending" ? 1 : -1;
    const rows = [...periods].toSorted(([a], [b]) => sign * (a - b));
    return {
        Id: id,
        Label: label,
        Timestamps: rows.map(([timestamp]) => timestamp / 1000),
        Values: rows.map(([, inPeriod]) => statistic(inPeriod)),
        StatusCode: "Complete",
    };
}

function invalid(message: string): ApiError {
    return new ApiError(INVALID_PARAMETER, message);
}
