/** A text of a form, an address or a header, as the JSON protocols write the same value. */
export function scalarOf(type: string, text: string): unknown {
    switch (type) {
        case "integer":
        case "long":
        case "float":
        case "double":
            return text.trim() === "" ? text : Number(text);
        case "boolean":
            return text === "true" ? true : text === "false" ? false : text;
        case "timestamp":
            return Number.isNaN(Date.parse(text)) ? text : Date.parse(text) / 1000;
        default:
            return text;
    }
}
