import { type ServiceModel, shapeOf } from "../local/conformance/serviceModel.ts";
import { scalarOf } from "./scalar.ts";

/** A form of the query protocol, read by the shape that it is to have: `Name.member.1.Key=…` becomes lists and structures. */
export function readForm(model: ServiceModel, shapeName: string, form: ReadonlyMap<string, string>): unknown {
    return valueAt(model, shapeName, "", form);
}

function valueAt(model: ServiceModel, shapeName: string, at: string, form: ReadonlyMap<string, string>): unknown {
    const shape = shapeOf(model, shapeName);
    switch (shape.type) {
        case "structure": {
            const names = partsBelow(form, at);
            return Object.fromEntries(
                names.map((name) => {
                    const member = shape.members?.[name];
                    const below = join(at, name);
                    return [name, member === undefined ? form.get(below) : valueAt(model, member.shape, below, form)];
                }),
            );
        }
        case "list": {
            const list = join(at, "member");
            const numbers = partsBelow(form, list).toSorted((a, b) => Number(a) - Number(b));
            return numbers.map((number) => valueAt(model, shape.member?.shape ?? "", join(list, number), form));
        }
        default:
            return scalarOf(shape.type, form.get(at) ?? "");
    }
}

/** The next parts of all names below a place, each once. */
function partsBelow(form: ReadonlyMap<string, string>, at: string): readonly string[] {
    const prefix = at === "" ? "" : `${at}.`;
    const names = [...form.keys()].filter((name) => name.startsWith(prefix));
    return [...new Set(names.map((name) => name.slice(prefix.length).split(".")[0] ?? ""))];
}

const join = (at: string, part: string): string => (at === "" ? part : `${at}.${part}`);
