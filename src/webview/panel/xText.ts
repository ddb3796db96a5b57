import type { MetricChart } from "../../core/job/metricCharts.ts";
import { positionText } from "../../core/job/metricSummary.ts";

/** A place on the x axis as people read it: a time with its day, a count of epochs or of seconds. */
export function xText(xLabel: MetricChart["xLabel"], x: number): string {
    return xLabel === "time"
        ? new Date(x * 1000).toLocaleString(undefined, {
              month: "short",
              day: "numeric",
              hour: "2-digit",
              minute: "2-digit",
              second: "2-digit",
          })
        : positionText(x);
}
