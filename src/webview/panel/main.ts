import type { PanelSubject, ToPanel } from "../../protocol/panel.ts";
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
const invoke = invokeSection(keptPage(), () => {
    clearTimeout(keeping);
    keeping = setTimeout(keepPage, KEEP_AFTER_MS);
});
let subject: PanelSubject | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => take(data));
window.addEventListener("pagehide", keepPage);
// VS Code tells a change of the theme by the body's class.
new MutationObserver(() => metrics.redraw()).observe(document.body, { attributeFilter: ["class"] });
page.append(top.element);
post({ type: "ready" });

function take(message: ToPanel): void {
    switch (message.type) {
        case "subject":
            return begin(message.subject);
        case "overview":
            top.show(message.overview);
            return invoke.form.setInvocable(message.overview.invocable);
        case "trouble":
            return top.showTrouble(message.message);
        case "metrics":
            return metrics.show(message.metrics);
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
    page.append(...(next.kind === "endpoint" ? [invoke.element] : []), metrics.element);
    if (next.kind === "endpoint") {
        invoke.restore();
    }
    keepPage();
}

function keepPage(): void {
    if (subject) {
        keep({ subject, ...invoke.state() });
    }
}
