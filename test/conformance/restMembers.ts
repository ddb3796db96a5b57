import { type Operation, type ServiceModel, shapeOf } from "../local/conformance/serviceModel.ts";
import { scalarOf } from "./scalar.ts";

/** The members of a shape that a REST protocol puts into the address and the headers, under their names in the model. */
export function locatedMembers(model: ServiceModel, shapeName: string, at: Located): Record<string, unknown> {
    const found = Object.entries(shapeOf(model, shapeName).members ?? {}).flatMap(([name, { shape, location, locationName }]) => {
        const text = textAt(at, location, locationName ?? name);
        return text === undefined ? [] : [[name, scalarOf(shapeOf(model, shape).type, text)] as const];
    });
    return Object.fromEntries(found);
}

/** Which members a REST protocol puts there. */
export function isLocated(model: ServiceModel, shapeName: string, name: string): boolean {
    return shapeOf(model, shapeName).members?.[name]?.location !== undefined;
}

/** What an address and headers hold. */
export interface Located {
    readonly uri: Readonly<Record<string, string>>;
    readonly query: URLSearchParams;
    readonly headers: Readonly<Record<string, string>>;
}

function textAt({ uri, query, headers }: Located, location: string | undefined, name: string): string | undefined {
    switch (location) {
        case "uri":
            return uri[name];
        case "querystring":
            return query.get(name) ?? undefined;
        case "header":
            return headers[name.toLowerCase()];
        default:
            return undefined;
    }
}

/** Takes an address apart by the template of its operation, such as `/{Bucket}/{Key+}?uploads`. */
export function locatedIn({ http }: Operation, url: string, headers: Readonly<Record<string, string>>): Located {
    const [path = "", search = ""] = url.split(/\?(.*)/s);
    const [template = ""] = http.requestUri.split("?");
    const names = [...template.matchAll(/\{(\w+)\+?\}/g)].map(([, name = ""]) => name);
    const expression = template.replace(/\{\w+\+\}/g, "(.+)").replace(/\{\w+\}/g, "([^/]+)");
    const values = new RegExp(`^${expression}/?$`, "s").exec(path)?.slice(1) ?? [];
    const uri = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")]));
    return { uri, query: new URLSearchParams(search), headers };
}
