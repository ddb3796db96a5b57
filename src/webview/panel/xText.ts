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
              hourCycle: "h23",
          })
        : positionText(x);
}

/** A time on an axis whose marks are so many seconds apart: as short as tells them apart. */
export function tickText(time: number, seconds: number): string {
    const at = new Date(time * 1000);
    return seconds >= 86_400
        ? at.toLocaleDateString(undefined, { month: "short", day: "numeric" })
        : at.toLocaleTimeString(undefined, {
              hour: "2-digit",
              minute: "2-digit",
              ...(seconds < 60 && { second: "2-digit" }),
              hourCycle: "h23",
          });
}
