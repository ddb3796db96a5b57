import type { Answer } from "../../core/request/invocation.ts";
import { textOf } from "../../core/request/payload.ts";
import { answerBody } from "./answerBody.ts";
import { button, element } from "./dom.ts";
import { durationText, sizeText } from "./quantities.ts";
import type { KeptPage } from "./keptPage.ts";
import { post } from "./vscodeApi.ts";

type View = KeptPage["view"];

/** The answer to the last request, or why there is none. `viewChanged` hears which of the two views the user prefers. */
export function answerSection(initial: View, viewChanged: (view: View) => void) {
    let view = initial;
    let answer: Answer | undefined;
    const status = element("p", { class: "answer-status", role: "status" });
    const content = element("div");
    const section = element("section", { "aria-label": "Answer" }, element("h2", {}, "Answer"), status, content);
    section.hidden = true;
    return {
        element: section,
        showAnswer(next: Answer) {
            answer = next;
            say(statusText(next), next.status >= 400 ? "bad" : "good");
            render();
        },
        showFailure(message: string, remedy: { readonly label: string; readonly follow: () => void } | undefined) {
            answer = undefined;
            say(message, "bad");
            content.replaceChildren(...(remedy ? [element("div", { class: "row" }, button(remedy.label, remedy.follow))] : []));
        },
        showProgress(message: string) {
            say(message, "idle");
            content.replaceChildren();
        },
    };

    function say(message: string, mood: "good" | "bad" | "idle"): void {
        section.hidden = false;
        status.textContent = message;
        status.dataset["mood"] = mood;
    }

    function render(): void {
        if (answer) {
            content.replaceChildren(headersOf(answer), toolbar(answer), answerBody(answer, view));
        }
    }

    function toolbar({ contentType, body }: Answer): HTMLElement {
        const switches = (["pretty", "raw"] as const).map((choice) => {
            const label = choice === "pretty" ? "Pretty" : "Raw";
            return button(label, () => choose(choice), {
                class: "switch",
                "aria-pressed": String(view === choice),
                "data-view": choice,
            });
        });
        const save = button("Save Answer…", () => post({ type: "saveAnswer", contentType, body }));
        const open = button("Open in Editor", () => post({ type: "openAnswer", contentType, body }));
        return element(
            "div",
            { class: "row" },
            element("div", { role: "group", "aria-label": "View" }, ...switches),
            save,
            textOf(body) === undefined ? undefined : open,
        );
    }

    function choose(next: View): void {
        view = next;
        viewChanged(next);
        render();
        content.querySelector<HTMLElement>(`[data-view="${next}"]`)?.focus();
    }
}

/** The outcome in a few words; a refusal is the model's own answer. */
export function statusText({ from, status, latencyMs, body }: Answer): string {
    const who = from === "model" ? "the model" : "SageMaker";
    const refused = status >= 400 ? ` · refused by ${who}` : "";
    return `${status}${refused} · ${durationText(latencyMs)} · ${sizeText(body.length)}`;
}

function headersOf({ contentType, headers }: Answer): HTMLElement {
    const all = Object.entries({ "Content-Type": contentType || "none", ...headers });
    return element("dl", {}, ...all.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
