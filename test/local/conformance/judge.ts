import { patternOf, type ServiceModel, type Shape, shapeOf } from "./serviceModel.ts";

/** Every way in which a decoded JSON value breaks its shape. */
export function faultsOf(model: ServiceModel, shapeName: string, value: unknown, place: string): readonly string[] {
    const shape = shapeOf(model, shapeName);
    switch (shape.type) {
        case "structure":
            return isRecord(value) ? structureFaults(model, shape, value, place) : mistyped(place, "a structure", value);
        case "list":
            return Array.isArray(value)
                ? [
                      ...lengthFaults(shape, value.length, place),
                      ...value.flatMap((item: unknown) => faultsOf(model, shape.member?.shape ?? "", item, `${place}[]`)),
                  ]
                : mistyped(place, "a list", value);
        case "map":
            return isRecord(value) ? mapFaults(model, shape, value, place) : mistyped(place, "a map", value);
        case "blob":
            return typeof value === "string" ? [] : mistyped(place, "bytes in base64", value);
        case "string":
            return typeof value === "string" ? textFaults(shape, value, place) : mistyped(place, "a string", value);
        case "boolean":
            return typeof value === "boolean" ? [] : mistyped(place, "a boolean", value);
        case "timestamp":
            // Seconds; a time in milliseconds would lie ten thousand years ahead.
            return typeof value === "number" && value < 1e11 ? [] : mistyped(place, "seconds since 1970", value);
        case "integer":
        case "long":
            return Number.isInteger(value) ? lengthFaults(shape, Number(value), place) : mistyped(place, "a whole number", value);
        default:
            return typeof value === "number" ? lengthFaults(shape, value, place) : mistyped(place, shape.type, value);
    }
}

function structureFaults(model: ServiceModel, shape: Shape, value: Record<string, unknown>, place: string): string[] {
    const missing = (shape.required ?? []).filter((name) => !(name in value)).map((name) => `${place}.${name} is missing`);
    const present = Object.entries(value).flatMap(([name, member]) => {
        const known = shape.members?.[name];
        return known === undefined ? [`${place}.${name} is unknown`] : faultsOf(model, known.shape, member, `${place}.${name}`);
    });
    return [...missing, ...present];
}

function mapFaults(model: ServiceModel, shape: Shape, value: Record<string, unknown>, place: string): string[] {
    const entries = Object.entries(value).flatMap(([key, item]) => [
        ...faultsOf(model, shape.key?.shape ?? "", key, `${place} key`),
        ...faultsOf(model, shape.value?.shape ?? "", item, `${place}.${key}`),
    ]);
    return [...lengthFaults(shape, Object.keys(value).length, place), ...entries];
}

function textFaults(shape: Shape, value: string, place: string): string[] {
    const outside = shape.enum !== undefined && !shape.enum.includes(value);
    const unmatched = patternOf(shape)?.test(value) === false;
    return [
        ...(outside ? [`${place}: ${value} is none of the enumeration`] : []),
        ...(unmatched ? [`${place}: ${value} does not match ${shape.pattern}`] : []),
        ...lengthFaults(shape, value.length, place),
    ];
}

function lengthFaults({ min = -Infinity, max = Infinity }: Shape, size: number, place: string): string[] {
    return size < min || size > max ? [`${place}: ${size} is not within ${min} and ${max}`] : [];
}

function mistyped(place: string, wanted: string, value: unknown): string[] {
    return [`${place}: ${JSON.stringify(value)} is not ${wanted}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
