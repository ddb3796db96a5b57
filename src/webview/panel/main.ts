import type { PanelSubject, ToPanel } from "../../protocol/panel.ts";
import { activitySection } from "./activity.ts";
import { header } from "./header.ts";
import { invokeSection } from "./invoke.ts";
import { metricsSection } from "./metrics.ts";
import { keep, keptPage, post } from "./vscodeApi.ts";

/** Typing is not kept letter by letter, but a page that is hidden is kept at once. */
const KEEP_AFTER_MS = 300;

let keeping: ReturnType<typeof setTimeout> | undefined;
const page = document.getElementById("panel") ?? document.body;
const top = header();
const metrics = metricsSection();
const activity = activitySection();
const invoke = invokeSection(keptPage(), () => {
    clearTimeout(keeping);
    keeping = setTimeout(keepPage, KEEP_AFTER_MS);
});
let subject: PanelSubject | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => take(data));
window.addEventListener("pagehide", keepPage);
// VS Code tells a change of the theme by the body's class.
new MutationObserver(redraw).observe(document.body, { attributeFilter: ["class"] });
page.append(top.element);
post({ type: "ready" });

function take(message: ToPanel): void {
    switch (message.type) {
        case "subject":
            return begin(message.subject);
        case "overview":
            top.show(message.overview);
            return invoke.form.setEndpoint(message.overview);
        case "trouble":
            return top.showTrouble(message.message, message.remedy);
        case "metrics":
            return metrics.show(message.metrics);
        case "activity":
            return activity.show(message.activity);
        case "examples":
            return invoke.form.showExamples(message.examples);
        case "body":
            return invoke.form.setBody(message.name, message.contentType, message.body);
        case "notice":
            return invoke.form.showNotice(message.message);
        default:
            return invoke.take(message);
    }
}

function begin(next: PanelSubject): void {
    subject = next;
    page.append(...(next.kind === "endpoint" ? [invoke.element] : []), ...chartSections(next.kind));
    if (next.kind === "endpoint") {
        invoke.restore();
    }
    keepPage();
}

/** What one came for stands first: a job's own metrics, an endpoint's requests. */
function chartSections(kind: PanelSubject["kind"]): readonly HTMLElement[] {
    return kind === "job" ? [metrics.element, activity.element] : [activity.element, metrics.element];
}

function redraw(): void {
    metrics.redraw();
    activity.redraw();
}

function keepPage(): void {
    if (subject) {
        keep({ subject, ...invoke.state() });
    }
}
