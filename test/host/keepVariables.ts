/** Remembers variables of this process's environment, which a test may change, and answers what sets them back. */
export function keepVariables(...names: readonly string[]): () => void {
    const before = names.map((name) => [name, process.env[name]] as const);
    return () => {
        for (const [name, value] of before) {
            if (value === undefined) {
                Reflect.deleteProperty(process.env, name);
            } else {
                process.env[name] = value;
            }
        }
    };
}
