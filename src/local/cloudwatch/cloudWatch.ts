import type { JsonService } from "../protocol/awsJson.ts";
import type { MetricStore } from "../store/metricStore.ts";
import { listMetrics } from "./listMetrics.ts";
import { getMetricData } from "./metricData.ts";
import { putMetricData } from "./putMetricData.ts";
import { CLOUDWATCH_QUERY_CODES } from "./shapes.ts";

/** CloudWatch's metrics. `now` answers milliseconds since 1970. */
export function cloudWatch(metrics: MetricStore, now: () => number): JsonService {
    return {
        operations: {
            GetMetricData: getMetricData(metrics),
            ListMetrics: listMetrics(metrics),
            PutMetricData: putMetricData(metrics, now),
        },
        queryCodes: CLOUDWATCH_QUERY_CODES,
    };
}
