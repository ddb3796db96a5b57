import * as z from "zod/mini";

/** Gives a setting the words that VS Code shows beside it. */
export function described<T extends z.ZodMiniType>(schema: T, description: string): T {
    z.globalRegistry.add(schema, { description });
    return schema;
}
