import { metricSummary } from "../../core/job/metricSummary.ts";
import type { MetricsView } from "../../protocol/panel.ts";
import { atMostEvery } from "./atMostEvery.ts";
import { chartGroup } from "./charts.ts";
import { element, setMessage } from "./dom.ts";

const EMPTY: Readonly<Record<Exclude<MetricsView["state"], "drawn" | "failed">, string>> = {
    undefined: "This job has no metric definitions: add them to sagemaker.json, under training.metrics, before the next launch.",
    waiting: "No metrics yet: waiting for the first log line that matches a metric definition.",
    none: "The job ended, and none of its log lines matched a metric definition.",
};

/** A screen reader is told the values no more often than this. */
const SPOKEN_EVERY_MS = 5000;

/** What a job reported of itself, and the numbers in words: a canvas says nothing to who cannot see it. */
export function metricsSection() {
    const heading = element("h2", {}, "Metrics");
    const empty = element("p", { class: "muted" });
    const charts = chartGroup("Metrics");
    const spoken = element("p", { class: "muted", "aria-live": "polite" });
    const [drawn, table] = charts.elements;
    const section = element("section", { "aria-label": "Metrics" }, heading, empty, drawn, spoken, table);
    section.hidden = true;
    const speak = atMostEvery(SPOKEN_EVERY_MS, (text: string) => (spoken.textContent = text));
    return {
        element: section,
        show(metrics: MetricsView) {
            section.hidden = false;
            heading.textContent = `Metrics of ${metrics.job}`;
            setMessage(empty, noteOn(metrics));
            charts.show(metrics.charts);
            speak(metricSummary(metrics.charts));
        },
        redraw: charts.redraw,
    };
}

function noteOn({ state, message }: MetricsView): string | undefined {
    return state === "drawn" ? undefined : state === "failed" ? message : EMPTY[state];
}
