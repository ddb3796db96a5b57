/** SageMaker's limits for hyperparameters, which it takes as strings. */
const MAX_COUNT = 100;
const MAX_KEY = 256;
const MAX_VALUE = 2500;

/** Hyperparameters as one line of text: `epochs=6 learning-rate=0.001`; what has spaces in it stands in double quotes. */
export function hyperparametersText(hyperparameters: Readonly<Record<string, string | number | boolean>>): string {
    return Object.entries(hyperparameters)
        .map(([name, value]) => `${name.includes("=") ? JSON.stringify(name) : quoted(name)}=${quoted(String(value))}`)
        .join(" ");
}

function quoted(value: string): string {
    return /[\s"]/.test(value) || value === "" ? JSON.stringify(value) : value;
}

/** Reads such a line. A fault is a sentence for the user. */
export function parseHyperparameters(
    text: string,
): { readonly values: Readonly<Record<string, string>> } | { readonly fault: string } {
    const values: Record<string, string> = {};
    const pattern = /\s*("(?:[^"\\]|\\.)+"|[^\s="][^\s=]*)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?=\s|$)\s*/y;
    const trimmed = text.trim();
    while (pattern.lastIndex < trimmed.length) {
        const at = pattern.lastIndex;
        const match = pattern.exec(trimmed);
        if (match === null) {
            return { fault: `Write name=value, with spaces between: ${trimmed.slice(at, at + 40)}` };
        }
        const [, name = "", value = ""] = match;
        values[unquoted(name)] = unquoted(value);
    }
    const fault = hyperparametersFault(values);
    return fault === undefined ? { values } : { fault };
}

/** A value that was quoted here is JSON; one that a person quoted may hold backslashes that JSON has no meaning for. */
function unquoted(value: string): string {
    if (!value.startsWith('"')) {
        return value;
    }
    try {
        return String(JSON.parse(value));
    } catch {
        return value.slice(1, -1).replace(/\\(.)/g, "$1");
    }
}

/** Says what SageMaker would refuse of hyperparameters; undefined when nothing is. */
export function hyperparametersFault(values: Readonly<Record<string, string>>): string | undefined {
    const entries = Object.entries(values);
    if (entries.length > MAX_COUNT) {
        return `SageMaker takes at most ${MAX_COUNT} hyperparameters; these are ${entries.length}.`;
    }
    const tooLong = entries.find(([name, value]) => name.length > MAX_KEY || value.length > MAX_VALUE);
    return (
        tooLong &&
        `SageMaker takes names of at most ${MAX_KEY} and values of at most ${MAX_VALUE} characters: ${tooLong[0].slice(0, 40)}`
    );
}

/** Says that a value is of another kind than its default in sagemaker.json: `epochs=six` costs an instance and minutes to find out. */
export function hyperparameterKindFault(
    values: Readonly<Record<string, string>>,
    defaults: Readonly<Record<string, string | number | boolean>>,
): string | undefined {
    const wrong = Object.entries(values).find(([name, value]) => {
        const known = defaults[name];
        if (typeof known === "number") {
            return value.trim() === "" || !Number.isFinite(Number(value));
        }
        return typeof known === "boolean" && value !== "true" && value !== "false";
    });
    return (
        wrong && `In sagemaker.json this is ${typeof defaults[wrong[0]] === "number" ? "a number" : "true or false"}: ${wrong[0]}`
    );
}
