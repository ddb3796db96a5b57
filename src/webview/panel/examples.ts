import type { ExampleView } from "../../protocol/panel.ts";
import { button, element } from "./dom.ts";
import { pictureOf } from "./picture.ts";
import { sizeText } from "./quantities.ts";
import { post } from "./vscodeApi.ts";

/** The saved request bodies of the workspace, one button each. */
export function exampleList() {
    const list = element("ul", { class: "examples" });
    const made = element("div", { class: "field", role: "group", "aria-labelledby": "examples-label" });
    made.append(element("span", { id: "examples-label", class: "label" }, "Examples"), list);
    made.hidden = true;
    return {
        element: made,
        show(examples: readonly ExampleView[]) {
            made.hidden = examples.length === 0;
            list.replaceChildren(...examples.map((example, index) => element("li", {}, exampleButton(example, index))));
        },
    };
}

function exampleButton({ name, contentType, size, picture }: ExampleView, index: number): HTMLButtonElement {
    const use = () => post({ type: "useExample", index });
    const made = button("", use, { class: "example", title: `${name} · ${contentType} · ${sizeText(size)}` });
    // The name beside it says what the picture is.
    made.append(
        ...[picture && pictureOf(picture, "", "thumbnail")].filter((part) => part !== undefined),
        element("span", {}, name),
    );
    return made;
}
