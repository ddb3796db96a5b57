import { COMMON_CONTENT_TYPES, MAX_BODY_BYTES, requestFault } from "../../core/request/payload.ts";
import type { ExampleView, Overview } from "../../protocol/panel.ts";
import { bodyEditor } from "./bodyEditor.ts";
import { button, element, setMessage } from "./dom.ts";
import { exampleList } from "./examples.ts";
import { durationText } from "./quantities.ts";
import { bodyOf, bytesOf, type RequestBody } from "./requestBody.ts";
import { post } from "./vscodeApi.ts";

/** A request as the form holds it. */
export interface FormContent {
    readonly contentType: string;
    readonly accept: string;
    readonly body: RequestBody;
}

interface Needs {
    readonly changed: () => void;
    readonly send: (content: FormContent) => void;
    readonly cancel: () => void;
}

/** The form that a request is made in. */
export function requestForm({ changed, send, cancel }: Needs) {
    const contentType = element("input", { id: "content-type", list: "content-types", spellcheck: "false", autocomplete: "off" });
    contentType.value = "application/json";
    const accept = element("input", {
        id: "accept",
        list: "content-types",
        spellcheck: "false",
        placeholder: "any",
        autocomplete: "off",
    });
    const suggestions = element(
        "datalist",
        { id: "content-types" },
        ...COMMON_CONTENT_TYPES.map((value) => element("option", { value })),
    );
    const body = bodyEditor(changed);
    const examples = exampleList();
    const fault = element("p", { id: "fault", class: "banner error", role: "alert" });
    const sendButton = element("button", { type: "submit", class: "primary", title: "Ctrl+Enter or ⌘+Enter" }, "Send");
    const cancelButton = button("Cancel", cancel);
    const elapsed = element("span", { class: "muted" });
    const form = element(
        "form",
        { "aria-describedby": "fault" },
        element(
            "div",
            { class: "row" },
            element("div", { class: "field" }, element("label", { for: "content-type" }, "Content type"), contentType),
            element("div", { class: "field" }, element("label", { for: "accept" }, "Accept (optional)"), accept),
            suggestions,
        ),
        element(
            "div",
            { class: "row" },
            button("Use Editor", () => post({ type: "useEditor" }), {
                title: "The selection or the text of the editor used last",
            }),
            button("Choose File…", () => post({ type: "chooseFile" })),
        ),
        examples.element,
        body.element,
        fault,
        element("div", { class: "row" }, sendButton, cancelButton, elapsed),
    );
    let invocable = false;
    let maxBodyBytes = MAX_BODY_BYTES;
    let since: number | undefined;
    let ticking: ReturnType<typeof setInterval> | undefined;
    for (const input of [contentType, accept]) {
        input.addEventListener("input", changed);
    }
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        submit();
    });
    form.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            submit();
        }
    });
    setMessage(fault, undefined);
    showState();
    return {
        element: form,
        content,
        set(next: FormContent) {
            contentType.value = next.contentType;
            accept.value = next.accept;
            body.set(next.body);
            setMessage(fault, undefined);
        },
        /** Takes a body that the extension gave. */
        setBody(name: string, type: string, bytes: Uint8Array) {
            contentType.value = type;
            body.set(bodyOf(name, type, bytes));
            setMessage(fault, undefined);
        },
        showExamples: (list: readonly ExampleView[]) => examples.show(list),
        showNotice: (message: string) => setMessage(fault, message),
        /** Whether the endpoint takes requests, and how large ones. */
        setEndpoint(next: Pick<Overview, "invocable" | "maxBodyBytes">) {
            ({ invocable, maxBodyBytes } = next);
            body.setLimit(maxBodyBytes);
            showState();
        },
        /** `elapsedMs` is how long a request has been on its way; undefined when none is. */
        setSending(elapsedMs: number | undefined) {
            since = elapsedMs === undefined ? undefined : performance.now() - elapsedMs;
            showState();
        },
    };

    function content(): FormContent {
        return { contentType: contentType.value.trim(), accept: accept.value.trim(), body: body.get() };
    }

    function submit(): void {
        if (!invocable || since !== undefined) {
            return;
        }
        const { contentType: type, accept: wanted, body: given } = content();
        const found = requestFault(type, wanted || undefined, bytesOf(given), maxBodyBytes);
        setMessage(fault, found);
        if (found === undefined) {
            send(content());
        }
    }

    function showState(): void {
        const sending = since !== undefined;
        sendButton.disabled = !invocable;
        // A button that is disabled or hidden loses the focus, and with it the place of who works by keyboard.
        sendButton.setAttribute("aria-disabled", String(sending || !invocable));
        if (!sending && document.activeElement === cancelButton) {
            sendButton.focus();
        }
        cancelButton.hidden = !sending;
        clearInterval(ticking);
        elapsed.textContent = "";
        if (sending) {
            ticking = setInterval(() => (elapsed.textContent = durationText(performance.now() - (since ?? 0))), 100);
        }
    }
}
