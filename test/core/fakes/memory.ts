/** What VS Code keeps for an extension, in a map. */
export function memory() {
    const kept = new Map<string, unknown>();
    return {
        kept,
        get: (key: string): unknown => kept.get(key),
        update: async (key: string, value: unknown) => void (value === undefined ? kept.delete(key) : kept.set(key, value)),
    };
}
