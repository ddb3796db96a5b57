import type { ToPanel } from "../../protocol/panel.ts";
import { answerSection, statusText } from "./answer.ts";
import { element } from "./dom.ts";
import { historyList } from "./history.ts";
import type { KeptPage } from "./keptPage.ts";
import { nextRequestId, type PastRequest, withOutcome, withRequest } from "./pastRequests.ts";
import { type KeptForm, bytesOf, keptBody, restoredBody } from "./requestBody.ts";
import { type FormContent, requestForm } from "./requestForm.ts";
import { post } from "./vscodeApi.ts";

/** Bodies up to these sizes are kept in the page's state: that of the form, and that of each of twenty past requests. */
const KEPT = { form: 256_000, past: 64_000 };

type Outcome = Extract<ToPanel, { type: "sending" | "answer" | "failure" | "cancelled" }>;

/** Where an endpoint is asked: the form, the answer, and what was asked before. */
export function invokeSection(kept: Partial<KeptPage>, changed: () => void) {
    let past = kept.past ?? [];
    let awaited: number | undefined;
    let view = kept.view ?? "pretty";
    const form = requestForm({ changed, send, cancel });
    const answer = answerSection(view, (next) => {
        view = next;
        changed();
    });
    const history = historyList(load);
    history.show(past);
    const section = element(
        "section",
        { "aria-label": "Invoke" },
        element("h2", {}, "Invoke"),
        form.element,
        answer.element,
        history.element,
    );
    return {
        element: section,
        form,
        /** Brings the form back as it was left; what was too large to be kept, the extension has. */
        restore() {
            const body = kept.form && restoredBody(kept.form.body);
            if (kept.form) {
                form.set({ ...kept.form, body: body ?? { kind: "text", text: "" } });
            }
            if (kept.form && !body) {
                post({ type: "recallBody" });
            }
        },
        state: (): Pick<KeptPage, "form" | "past" | "view"> => ({ form: keptForm(form.content(), KEPT.form), past, view }),
        take,
    };

    function send(content: FormContent): void {
        const requestId = nextRequestId(past);
        const { contentType, accept } = content;
        const body = bytesOf(content.body);
        record(
            withRequest(past, {
                requestId,
                sentAt: Date.now(),
                form: keptForm(content, KEPT.past),
                size: body.length,
                outcome: "sent",
            }),
        );
        awaited = requestId;
        post({ type: "send", requestId, contentType, body, ...(accept !== "" && { accept }) });
    }

    function cancel(): void {
        post({ type: "cancel", requestId: past[0]?.requestId ?? 0 });
    }

    function take(message: Outcome): void {
        if (message.requestId !== past[0]?.requestId) {
            return;
        }
        form.setSending(message.type === "sending" ? message.elapsedMs : undefined);
        switch (message.type) {
            case "sending":
                return answer.showProgress(message.isLoading === true ? "The model is being loaded…" : "Waiting for the answer…");
            case "answer":
                answer.showAnswer(message.answer);
                reveal(message.requestId);
                return conclude(message.requestId, statusText(message.answer));
            case "failure":
                answer.showFailure(message.message, remedyOf(message));
                reveal(message.requestId);
                return conclude(message.requestId, "failed");
            case "cancelled":
                answer.showProgress("Cancelled.");
                return conclude(message.requestId, "cancelled");
        }
    }

    /** Brings what someone waits for into view; a page that is only shown again stays where it is. */
    function reveal(requestId: number): void {
        if (awaited === requestId) {
            awaited = undefined;
            answer.element.scrollIntoView({ block: "nearest" });
        }
    }

    function conclude(requestId: number, outcome: string): void {
        record(withOutcome(past, requestId, outcome));
    }

    function record(next: readonly PastRequest[]): void {
        past = next;
        history.show(past);
        changed();
    }

    function load({ form: sent }: PastRequest): void {
        const body = restoredBody(sent.body);
        if (body) {
            form.set({ ...sent, body });
        }
    }
}

function remedyOf({ remedy, requestId }: Extract<Outcome, { type: "failure" }>) {
    return remedy === undefined ? undefined : { label: remedy, follow: () => post({ type: "followRemedy", requestId }) };
}

function keptForm({ contentType, accept, body }: FormContent, most: number): KeptForm {
    return { contentType, accept, body: keptBody(body, most) };
}
