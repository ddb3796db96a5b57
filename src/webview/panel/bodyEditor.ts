import { MAX_BODY_BYTES } from "../../core/request/payload.ts";
import { button, element } from "./dom.ts";
import { pictureOf } from "./picture.ts";
import { sizeText } from "./quantities.ts";
import { bytesOf, type RequestBody } from "./requestBody.ts";

/** The body of a request: a text area for text, and a chip with name, size and picture for bytes. */
export function bodyEditor(changed: () => void) {
    let limit = MAX_BODY_BYTES;
    let bytes: Extract<RequestBody, { kind: "bytes" }> | undefined;
    const text = element("textarea", { id: "body", rows: "8", spellcheck: "false", "aria-describedby": "body-size" });
    const chip = element("div", { class: "chip" });
    const size = element("span", { id: "body-size", class: "muted" });
    text.addEventListener("input", () => {
        showSize();
        changed();
    });
    const label = element("label", { for: "body" }, "Body");
    const made = element("div", { class: "field" }, label, text, chip, size);
    render();
    return {
        element: made,
        /** Says how large a body may be, in bytes. */
        setLimit(most: number) {
            limit = most;
            showSize();
        },
        get: body,
        set(next: RequestBody) {
            bytes = next.kind === "bytes" ? next : undefined;
            text.value = next.kind === "text" ? next.text : "";
            render();
            changed();
        },
    };

    function body(): RequestBody {
        return bytes ?? { kind: "text", text: text.value };
    }

    function render(): void {
        text.hidden = bytes !== undefined;
        chip.hidden = bytes === undefined;
        chip.replaceChildren(...(bytes ? chipOf(bytes) : []));
        showSize();
    }

    function chipOf({ name, bytes: content }: { name: string; bytes: Uint8Array }): (Node | string)[] {
        const remove = button("Remove", () => {
            bytes = undefined;
            render();
            text.focus();
            changed();
        });
        const picture = pictureOf(content, `The picture ${name}`, "thumbnail");
        return [...(picture ? [picture] : []), element("span", { class: "name" }, name), remove];
    }

    function showSize(): void {
        const { length } = bytesOf(body());
        const over = length > limit;
        size.textContent = over ? `${sizeText(length)}, more than the ${sizeText(limit)} that SageMaker takes` : sizeText(length);
        size.classList.toggle("error-text", over);
    }
}
