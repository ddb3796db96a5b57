import type { MetricChart } from "../../core/job/metricCharts.ts";
import { metricText } from "../../core/job/metricSummary.ts";
import { metricChart } from "./chart.ts";
import { element, setMessage } from "./dom.ts";
import { xText } from "./xText.ts";

/** Charts, and a table of the same numbers for who wants them exactly or cannot see a canvas. `name` is what they are of. */
export function chartGroup(name: string) {
    const charts = element("div", { class: "charts" });
    const table = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${name} as a table` });
    const details = element("details", {}, element("summary", {}, "Show as Table"), table);
    let drawn: { readonly key: string; readonly chart: ReturnType<typeof metricChart> }[] = [];
    let last: readonly MetricChart[] = [];
    details.addEventListener("toggle", fillTable);
    return {
        elements: [charts, details],
        show(next: readonly MetricChart[]) {
            last = next;
            details.hidden = next.length === 0;
            draw();
            fillTable();
        },
        /** Draws again, in the colours that the theme has now. */
        redraw() {
            clear();
            draw();
        },
    };

    function clear(): void {
        drawn.forEach(({ chart }) => chart.dispose());
        drawn = [];
        charts.replaceChildren();
    }

    function draw(): void {
        const keys = last.map(({ title, xLabel, series }) => JSON.stringify([title, xLabel, series.map((one) => one.name)]));
        if (keys.length === drawn.length && keys.every((key, index) => key === drawn[index]?.key)) {
            last.forEach((chart, index) => drawn[index]?.chart.update(chart));
            return;
        }
        clear();
        drawn = last.map((chart, index) => ({ key: keys[index] ?? "", chart: metricChart(chart) }));
        charts.append(...drawn.map(({ chart }) => chart.element));
    }

    function fillTable(): void {
        if (details.open) {
            table.replaceChildren(...last.flatMap((chart) => [thinnedNote(chart), tableOf(chart)]));
        }
    }
}

function thinnedNote({ x, thinnedFrom }: MetricChart): HTMLElement {
    const note = element("p", { class: "muted" });
    setMessage(
        note,
        thinnedFrom === undefined ? undefined : `${x.length} of ${thinnedFrom} points: the lowest and highest of each stretch.`,
    );
    return note;
}

function tableOf({ title, xLabel, x, series }: MetricChart): HTMLTableElement {
    const head = [xLabel, ...series.map(({ name }) => name)].map((name) => element("th", { scope: "col" }, name));
    const rows = x.map((at, index) => {
        const cells = series.map(({ values }) => values[index] ?? null);
        const texts = cells.map((value) => element("td", {}, value === null ? "" : metricText(value)));
        return element("tr", {}, element("th", { scope: "row" }, xText(xLabel, at)), ...texts);
    });
    return element(
        "table",
        {},
        element("caption", {}, title),
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...rows),
    );
}
