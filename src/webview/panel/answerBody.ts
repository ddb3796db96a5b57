import { type AnswerView, prettyView, rawView } from "../../core/request/answerView.ts";
import type { Answer } from "../../core/request/invocation.ts";
import { element } from "./dom.ts";
import { pictureOf } from "./picture.ts";

/** The body of an answer, laid out by what it is or as it came. */
export function answerBody({ contentType, body }: Answer, as: "pretty" | "raw"): HTMLElement {
    const view = as === "pretty" ? prettyView(contentType, body) : rawView(body);
    const more = view.leftOut === undefined ? undefined : `… and ${view.leftOut}: save the answer to see them.`;
    return element(
        "div",
        { class: "answer-body", tabindex: "0", role: "region", "aria-label": "Body of the answer" },
        bodyOf(view, body),
        more && element("p", { class: "muted" }, more),
    );
}

function bodyOf(view: AnswerView, body: Uint8Array): HTMLElement {
    switch (view.kind) {
        case "empty":
            return element("p", { class: "muted" }, "The answer has no body.");
        case "json":
            return element(
                "pre",
                {},
                ...view.tokens.map(({ kind, text }) => (kind === "plain" ? text : element("span", { class: kind }, text))),
            );
        case "table":
            return tableOf(view.rows);
        case "image":
            return pictureOf(body, "The picture that the model answered", "picture") ?? element("p");
        case "text":
        case "hex":
            return element("pre", {}, view.text);
    }
}

function tableOf(rows: readonly (readonly string[])[]): HTMLElement {
    const lines = rows.map((row, index) => {
        const cells = row.map((cell) => element("td", {}, cell));
        return element("tr", {}, element("th", { scope: "row" }, String(index + 1)), ...cells);
    });
    return element("table", {}, element("tbody", {}, ...lines));
}
