import UPlot from "uplot";
import type { MetricChart } from "../../core/job/metricCharts.ts";
import { axisText, hostsText, metricSummary, metricText } from "../../core/job/metricSummary.ts";
import { element } from "./dom.ts";
import { tickText, xText } from "./xText.ts";

// Blue and yellow first: every eye tells them apart. VS Code's orange is see-through and hardly visible.
const COLORS = ["blue", "yellow", "purple", "green", "red"];
// Told apart without colours too.
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const HEIGHT = 180;
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** One chart, drawn on a canvas, with a legend that says the last values or those under the pointer. */
export function metricChart(first: MetricChart) {
    let chart = first;
    const hostsNote = hostsText(chart);
    const canvas = element("div", { class: "canvas", "aria-hidden": "true" });
    const at = element("span", { class: "muted" });
    const values = chart.series.map(() => element("b"));
    const legend = element(
        "ul",
        { class: "legend" },
        ...chart.series.map(({ name }, index) => element("li", {}, swatch(index), `${name} `, values[index])),
    );
    const plot = new UPlot(options(), data(), canvas);
    const resized = new ResizeObserver(() => plot.setSize({ width: canvas.clientWidth, height: HEIGHT }));
    resized.observe(canvas);
    const caption = element(
        "figcaption",
        {},
        element("h3", hostsNote === undefined ? {} : { title: hostsNote }, chart.title),
        at,
    );
    const figure = element("figure", { class: "chart" }, caption, canvas, legend);
    describe();
    return {
        element: figure,
        update(next: MetricChart) {
            chart = next;
            plot.setData(data());
            describe();
        },
        dispose() {
            resized.disconnect();
            plot.destroy();
        },
    };

    function options(): UPlot.Options {
        const axis = { stroke: color("descriptionForeground"), font: `11px ${getComputedStyle(document.body).fontFamily}` };
        const lines = { grid: { stroke: color("panel-border"), width: 1, dash: [2, 4] }, ticks: { show: false } };
        return {
            width: canvas.clientWidth || 360,
            height: HEIGHT,
            legend: { show: false },
            scales: { x: { time: chart.xLabel === "time" }, y: chart.xLabel === "time" ? { range: fromZero } : {} },
            cursor: { drag: { x: false, y: false } },
            axes: [
                { ...axis, ...lines, size: 28, ...ticksOf(chart.xLabel) },
                { ...axis, ...lines, size: 56, values: (_, splits) => splits.map((value) => metricText(value)) },
            ],
            series: [
                {},
                ...chart.series.map((_, index) => ({
                    stroke: color(`charts-${COLORS[index % COLORS.length]}`),
                    width: 2,
                    dash: DASHES[index % DASHES.length] ?? [],
                    spanGaps: true,
                })),
            ],
            hooks: { setCursor: [({ cursor }) => say(cursor.idx ?? undefined)] },
        };
    }

    function data(): UPlot.AlignedData {
        return [[...chart.x], ...chart.series.map((one) => [...one.values])];
    }

    /** A canvas says nothing to who cannot see it: the figure says the last values and their change. */
    function describe(): void {
        figure.setAttribute(
            "aria-label",
            `${chart.title}: ${[metricSummary([chart]), ...(hostsNote === undefined ? [] : [hostsNote])].join("; ")}`,
        );
        say(undefined);
    }

    function xOf(x: number): string {
        return chart.xLabel === "time" ? xText("time", x) : `${chart.xLabel} ${xText(chart.xLabel, x)}`;
    }

    function say(index: number | undefined): void {
        const x = index === undefined ? undefined : chart.x[index];
        at.textContent = x === undefined ? axisText(chart) : xOf(x);
        for (const [series, value] of values.entries()) {
            const line = chart.series[series]?.values ?? [];
            const shown = index === undefined ? line.findLast((one) => one !== null) : line[index];
            value.textContent = typeof shown === "number" ? metricText(shown) : "–";
        }
    }
}

/** Epochs are whole; times take the room of two lines unless they are told to be short. */
function ticksOf(xLabel: MetricChart["xLabel"]): UPlot.Axis {
    switch (xLabel) {
        case "epoch":
            return { incrs: WHOLE };
        case "seconds":
            return {};
        case "time":
            return { space: 70, values: (_, splits, __, ___, seconds) => splits.map((time) => tickText(time, seconds)) };
    }
}

/** What is counted or measured in percent is compared with nothing at all. */
function fromZero(_: UPlot, __: number, most: number): UPlot.Range.MinMax {
    return [0, UPlot.rangeNum(0, most > 0 ? most : 1, 0.1, true)[1]];
}

function swatch(index: number): HTMLElement {
    const made = element("span", { class: "swatch", "aria-hidden": "true" });
    made.style.borderTopColor = color(`charts-${COLORS[index % COLORS.length]}`);
    made.style.borderTopStyle = index % DASHES.length === 0 ? "solid" : index % DASHES.length === 1 ? "dashed" : "dotted";
    return made;
}

/** A colour of the theme as it is now: a canvas does not know variables. */
function color(name: string): string {
    const style = getComputedStyle(document.documentElement);
    return style.getPropertyValue(`--vscode-${name}`).trim() || style.getPropertyValue("--vscode-foreground").trim();
}
