type Child = Node | string | undefined;

/** Makes an element. Text enters as text nodes, and neither styles nor handlers can be given as attributes: the page's policy forbids both. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes: Readonly<Record<string, string | boolean | undefined>> = {},
    ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== undefined && value !== false) {
            made.setAttribute(name, value === true ? "" : value);
        }
    }
    made.append(...children.filter((child) => child !== undefined));
    return made;
}

/** Makes a button that does one thing. */
export function button(label: string, onClick: () => void, attributes: Readonly<Record<string, string>> = {}): HTMLButtonElement {
    const made = element("button", { type: "button", ...attributes }, label);
    made.addEventListener("click", onClick);
    return made;
}

/** Shows a message in its place, and takes the place away when there is none. */
export function setMessage(place: HTMLElement, message: string | undefined): void {
    place.hidden = message === undefined;
    // Said again only when it changed: the place is a live region.
    if (place.textContent !== (message ?? "")) {
        place.textContent = message ?? "";
    }
}
