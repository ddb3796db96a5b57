import { patternOf, type ServiceModel, type Shape, shapeOf } from "./serviceModel.ts";

/** An input that breaks one constraint of the model, made from a good one. */
export interface Negative {
    /** Such as `PrimaryContainer.Image: pattern`. */
    readonly broken: string;
    readonly input: unknown;
}

/** Every input that breaks a single constraint of a member that the good input has, or lacks one that is required. */
export function negativesOf(model: ServiceModel, shapeName: string, good: unknown): readonly Negative[] {
    const shape = shapeOf(model, shapeName);
    if (Array.isArray(good)) {
        const [first, ...rest]: unknown[] = good;
        const inside = negativesOf(model, shape.member?.shape ?? "", first);
        return [
            ...sizesOf(shape, (length) => Array.from({ length }, () => first)),
            ...within(inside, "[0]", (item) => [item, ...rest]),
        ];
    }
    if (typeof good === "object" && good !== null) {
        return shape.type === "map" ? mapNegatives(model, shape, { ...good }) : structureNegatives(model, shape, { ...good });
    }
    return typeof good === "string" ? textNegatives(shape) : numberNegatives(shape, good);
}

function structureNegatives(model: ServiceModel, shape: Shape, good: Record<string, unknown>): Negative[] {
    const missing = (shape.required ?? []).map((name) => {
        const { [name]: _, ...input } = good;
        return { broken: `${name}: missing`, input };
    });
    const members = Object.entries(good).flatMap(([name, value]) => {
        const inside = negativesOf(model, shape.members?.[name]?.shape ?? "", value);
        return within(inside, name, (member) => ({ ...good, [name]: member }));
    });
    return [...missing, ...members];
}

function mapNegatives(model: ServiceModel, shape: Shape, good: Record<string, unknown>): Negative[] {
    const [[key, value] = ["", ""]] = Object.entries(good);
    const keys = negativesOf(model, shape.key?.shape ?? "", key)
        .filter(({ input }) => typeof input === "string")
        .map(({ broken, input }) => ({ broken: `key ${broken}`, input: { [String(input)]: value } }));
    const values = within(negativesOf(model, shape.value?.shape ?? "", value), "value", (item) => ({ [key]: item }));
    const many = (length: number): object => Object.fromEntries(Array.from({ length }, (_, at) => [`${key}${at}`, value]));
    return [...sizesOf(shape, many), ...keys, ...values];
}

function textNegatives(shape: Shape): Negative[] {
    const unmatched = ["", "_", "a b", "\u0000", "-", "é"].find(
        (text) => patternOf(shape)?.test(text) === false && text.length >= (shape.min ?? 0),
    );
    return [
        { broken: "type", input: 1 },
        ...(shape.enum === undefined ? [] : [{ broken: "enum", input: "NotAmongThem" }]),
        ...(unmatched === undefined ? [] : [{ broken: "pattern", input: unmatched }]),
        ...sizesOf(shape, (length) => "a".repeat(length)),
    ];
}

function numberNegatives(shape: Shape, good: unknown): Negative[] {
    return [
        { broken: "type", input: typeof good === "boolean" ? "true" : "one" },
        ...(shape.min === undefined || typeof good === "boolean" ? [] : [{ broken: "min", input: shape.min - 1 }]),
        ...(shape.max === undefined || typeof good === "boolean" ? [] : [{ broken: "max", input: shape.max + 1 }]),
    ];
}

function sizesOf({ min = 0, max }: Shape, ofLength: (length: number) => unknown): Negative[] {
    return [
        ...(min > 0 ? [{ broken: "min", input: ofLength(min - 1) }] : []),
        ...(max === undefined || max > 50_000 ? [] : [{ broken: "max", input: ofLength(max + 1) }]),
    ];
}

function within(negatives: readonly Negative[], place: string, around: (input: unknown) => unknown): Negative[] {
    return negatives.map(({ broken, input }) => ({ broken: `${place}.${broken}`, input: around(input) }));
}
