import type { Overview } from "../../protocol/panel.ts";
import { button, element, setMessage } from "./dom.ts";
import { post } from "./vscodeApi.ts";

const MARKS: Readonly<Record<Overview["mood"], string>> = { busy: "●", good: "✓", bad: "✗", idle: "○" };

/** What the panel is about and how that stands. */
export function header() {
    const title = element("h1");
    const mark = element("span", { class: "mark", "aria-hidden": "true" });
    const status = element("span");
    const badge = element("span", { class: "status", role: "status" }, mark, status);
    const where = element("span", { class: "muted" });
    const actions = element("div", { class: "row" });
    const troubleText = element("span");
    const wayOut = button("", () => post({ type: "followTrouble" }));
    const trouble = element("p", { class: "banner warning", role: "alert" }, troubleText, " ", wayOut);
    const deleted = element("p", { class: "banner warning", role: "alert" });
    const failure = element("p", { class: "banner error" });
    trouble.hidden = true;
    const line = element("div", { class: "row" }, badge, where);
    let shown = "";
    return {
        element: element("header", {}, title, line, actions, deleted, failure, trouble),
        showTrouble(message: string | undefined, remedy: string | undefined) {
            trouble.hidden = message === undefined;
            setMessage(troubleText, message && `${message} Trying again…`);
            setMessage(wayOut, remedy);
        },
        show(overview: Overview) {
            const { kind, name, placeName, status: word, mood } = overview;
            title.textContent = name;
            where.textContent = `${kind === "job" ? "Training job" : "Endpoint"} · ${placeName}`;
            status.textContent = overview.deleted ? "Deleted" : (word ?? "Reading…");
            mark.textContent = MARKS[mood];
            badge.dataset["mood"] = mood;
            setMessage(
                deleted,
                overview.deleted ? `This ${kind === "job" ? "training job" : "endpoint"} was deleted.` : undefined,
            );
            setMessage(failure, overview.failureReason);
            // Made anew only when they differ: the focus may be on one of them.
            const key = JSON.stringify([overview.deployable, overview.deleted, overview.related]);
            if (key !== shown) {
                shown = key;
                actions.replaceChildren(...actionsOf(overview));
            }
        },
    };
}

function actionsOf({ kind, deployable, deleted, related }: Overview): HTMLElement[] {
    const deploy = deployable ? [button("Deploy Endpoint…", () => post({ type: "deploy" }), { class: "primary" })] : [];
    const logs = deleted ? [] : [button("Tail Logs", () => post({ type: "tailLogs" }))];
    const others = related.map((other) =>
        button(`${other.kind === "endpoint" ? "Invoke" : "Show Job"} ${other.name}`, () =>
            post({ type: "openPanel", kind: other.kind, name: other.name }),
        ),
    );
    return kind === "job" ? [...deploy, ...others, ...logs] : [...others, ...logs];
}
