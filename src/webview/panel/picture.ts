import { rasterTypeOf } from "../../core/request/rasterType.ts";
import { element } from "./dom.ts";

/** Shows bytes as a picture if they are one, whatever they are called. */
export function pictureOf(bytes: Uint8Array, alt: string, className: string): HTMLImageElement | undefined {
    const type = rasterTypeOf(bytes);
    if (type === undefined) {
        return undefined;
    }
    const url = URL.createObjectURL(new Blob([bytes.slice()], { type }));
    const image = element("img", { src: url, alt, class: className });
    // Once it is decoded, or cannot be, the copy of its bytes is of no use.
    const release = () => URL.revokeObjectURL(url);
    image.addEventListener("load", release);
    image.addEventListener("error", () => {
        release();
        image.replaceWith(element("span", { class: "muted" }, "This picture cannot be decoded."));
    });
    return image;
}
