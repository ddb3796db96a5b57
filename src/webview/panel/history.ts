import { button, element } from "./dom.ts";
import type { PastRequest } from "./pastRequests.ts";
import { sizeText } from "./quantities.ts";

/** The requests sent from this panel, the newest first; a click brings one back into the form. */
export function historyList(load: (request: PastRequest) => void) {
    const summary = element("summary");
    const list = element("ol", { class: "history" });
    const details = element("details", {}, summary, list);
    details.hidden = true;
    return {
        element: details,
        show(past: readonly PastRequest[]) {
            details.hidden = past.length === 0;
            summary.textContent = `History (${past.length})`;
            list.replaceChildren(...past.map((request) => element("li", {}, entryOf(request))));
        },
    };

    function entryOf(request: PastRequest): HTMLElement {
        const { form, size, outcome, sentAt } = request;
        const name = form.body.kind === "bytes" ? `${form.body.name} · ` : "";
        const text = `${new Date(sentAt).toLocaleTimeString()} · ${name}${form.contentType} · ${sizeText(size)} → ${outcome}`;
        const lost = form.body.kind === "bytes" && form.body.base64 === undefined;
        return lost
            ? element("span", { class: "muted", title: "Its body was too large to be kept." }, text)
            : button(text, () => load(request), { class: "link", title: "Load this request again" });
    }
}
