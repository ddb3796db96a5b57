import { type EndpointLook, type RangeHours, RANGES } from "../../core/endpoint/endpointCharts.ts";
import type { ActivityView } from "../../protocol/panel.ts";
import { chartGroup } from "./charts.ts";
import { element, setMessage } from "./dom.ts";
import { post } from "./vscodeApi.ts";

const RANGE_NAMES: Readonly<Record<RangeHours, string>> = {
    1: "Last hour",
    3: "Last 3 hours",
    12: "Last 12 hours",
    24: "Last day",
    168: "Last week",
};
const EMPTY = {
    job: {
        waiting: "Nothing measured yet: the first values come once the job trains.",
        none: "Nothing was measured of this job's instances.",
    },
    endpoint: {
        waiting: "Nothing was measured in this time.",
        none: "Nothing was measured in this time.",
    },
} as const;

/** What a job's instances did, or an endpoint's requests and instances over a time that one chooses. */
export function activitySection() {
    const heading = element("h2");
    const range = select(
        "Time range",
        RANGES.map((hours) => [String(hours), RANGE_NAMES[hours]]),
    );
    const latency = select("Latency", [
        ["average", "Average"],
        ["percentiles", "p50, p90, p99"],
    ]);
    const choices = element("div", { class: "row" }, ...range.elements, ...latency.elements);
    const note = element("p", { class: "muted" });
    const charts = chartGroup("Activity");
    const [drawn, table] = charts.elements;
    const section = element("section", { "aria-label": "Activity" }, heading, choices, note, drawn, table);
    section.hidden = true;
    for (const { list } of [range, latency]) {
        list.addEventListener("change", () => post({ type: "look", ...lookOf(range.list.value, latency.list.value) }));
    }
    return {
        element: section,
        show({ kind, state, message, look, charts: next }: ActivityView) {
            section.hidden = false;
            heading.textContent = kind === "job" ? "Instance" : "Requests and Instances";
            choices.hidden = look === undefined;
            if (look !== undefined) {
                range.list.value = String(look.hours);
                latency.list.value = look.latency;
            }
            setMessage(note, state === "drawn" ? undefined : state === "failed" ? message : EMPTY[kind][state]);
            charts.show(next);
        },
        redraw: charts.redraw,
    };
}

function lookOf(hours: string, latency: string): EndpointLook {
    return {
        hours: RANGES.find((one) => String(one) === hours) ?? 1,
        latency: latency === "percentiles" ? "percentiles" : "average",
    };
}

function select(label: string, options: readonly (readonly [value: string, name: string])[]) {
    const id = `choose-${label.toLowerCase().replaceAll(" ", "-")}`;
    const list = element("select", { id }, ...options.map(([value, name]) => element("option", { value }, name)));
    return { list, elements: [element("label", { for: id }, label), list] };
}
