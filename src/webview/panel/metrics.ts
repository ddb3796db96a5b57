import type { MetricChart } from "../../core/job/metrics.ts";
import { metricSummary, metricText, positionText } from "../../core/job/metricSummary.ts";
import type { MetricsView } from "../../protocol/panel.ts";
import { metricChart } from "./chart.ts";
import { element, setMessage } from "./dom.ts";

const EMPTY: Readonly<Record<Exclude<MetricsView["state"], "drawn">, string>> = {
    undefined: "This job has no metric definitions: add them to sagemaker.json, under training.metrics, before the next launch.",
    waiting: "No metrics yet: waiting for the first log line that matches a metric definition.",
    none: "The job ended, and none of its log lines matched a metric definition.",
};

/** A screen reader is told the values no more often than this. */
const SPOKEN_EVERY_MS = 5000;

/** The charts of a job, a table of the same numbers, and the numbers in words: a canvas says nothing to who cannot see it. */
export function metricsSection() {
    const heading = element("h2", {}, "Metrics");
    const empty = element("p", { class: "muted" });
    const charts = element("div", { class: "charts" });
    const spoken = element("p", { class: "muted", "aria-live": "polite" });
    const table = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Metrics as a table" });
    const details = element("details", {}, element("summary", {}, "Show as Table"), table);
    const section = element("section", { "aria-label": "Metrics" }, heading, empty, charts, spoken, details);
    section.hidden = true;
    const speak = atMostEvery(SPOKEN_EVERY_MS, (text: string) => (spoken.textContent = text));
    let drawn: { readonly key: string; readonly chart: ReturnType<typeof metricChart> }[] = [];
    let last: MetricsView | undefined;
    details.addEventListener("toggle", fillTable);
    return {
        element: section,
        show(metrics: MetricsView) {
            last = metrics;
            section.hidden = false;
            heading.textContent = `Metrics of ${metrics.job}`;
            setMessage(empty, metrics.state === "drawn" ? undefined : EMPTY[metrics.state]);
            details.hidden = metrics.state !== "drawn";
            draw(metrics.charts);
            fillTable();
            speak(metricSummary(metrics.charts));
        },
        /** Draws again, in the colours that the theme has now. */
        redraw() {
            clear();
            draw(last?.charts ?? []);
        },
    };

    function clear(): void {
        drawn.forEach(({ chart }) => chart.dispose());
        drawn = [];
        charts.replaceChildren();
    }

    function draw(next: readonly MetricChart[]): void {
        const keys = next.map(({ title, xLabel, series }) => JSON.stringify([title, xLabel, series.map(({ name }) => name)]));
        if (keys.length === drawn.length && keys.every((key, index) => key === drawn[index]?.key)) {
            next.forEach((chart, index) => drawn[index]?.chart.update(chart));
            return;
        }
        clear();
        drawn = next.map((chart, index) => ({ key: keys[index] ?? "", chart: metricChart(chart) }));
        charts.append(...drawn.map(({ chart }) => chart.element));
    }

    function fillTable(): void {
        if (details.open) {
            table.replaceChildren(...(last?.charts ?? []).map(tableOf));
        }
    }
}

function tableOf({ title, xLabel, x, series }: MetricChart): HTMLTableElement {
    const head = [xLabel, ...series.map(({ name }) => name)].map((name) => element("th", { scope: "col" }, name));
    const rows = x.map((at, index) => {
        const cells = series.map(({ values }) => values[index] ?? null);
        const texts = cells.map((value) => element("td", {}, value === null ? "" : metricText(value)));
        return element("tr", {}, element("th", { scope: "row" }, positionText(at)), ...texts);
    });
    return element(
        "table",
        {},
        element("caption", {}, title),
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...rows),
    );
}

/** Does something with the newest value at once, and then no more often than every `ms`. */
function atMostEvery<T>(ms: number, act: (value: T) => void): (value: T) => void {
    let waiting: { value: T } | undefined;
    let resting = false;
    return function take(value) {
        if (resting) {
            waiting = { value };
            return;
        }
        act(value);
        resting = true;
        setTimeout(() => {
            resting = false;
            const next = waiting;
            waiting = undefined;
            if (next) {
                take(next.value);
            }
        }, ms);
    };
}
