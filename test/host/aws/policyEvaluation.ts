/** What a policy says, as far as the stand-in understands it: Action and Resource with wildcards, and two conditions on strings. */
interface Statement {
    readonly Effect: "Allow" | "Deny";
    readonly Action?: string | readonly string[];
    readonly Resource?: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document of IAM, parsed. */
export interface PolicyDocument {
    readonly Statement: Statement | readonly Statement[];
}

/** Whether somebody may do something to a resource; the context is what conditions look at. */
export interface Question {
    readonly action: string;
    readonly resource: string;
    readonly context: Readonly<Record<string, readonly string[]>>;
}

/** IAM's own words for its three decisions. */
export type Decision = "allowed" | "explicitDeny" | "implicitDeny";

/** Decides as IAM does within one account: a Deny wins, then an Allow, else nothing is allowed. */
export function decide(documents: readonly PolicyDocument[], question: Question): Decision {
    const statements = documents.flatMap(({ Statement }) => list(Statement)).filter((statement) => applies(statement, question));
    if (statements.some(({ Effect }) => Effect === "Deny")) {
        return "explicitDeny";
    }
    return statements.some(({ Effect }) => Effect === "Allow") ? "allowed" : "implicitDeny";
}

/** The keys that conditions look at and the context lacks. */
export function missingKeys(documents: readonly PolicyDocument[], context: Question["context"]): readonly string[] {
    const statements = documents.flatMap(({ Statement }) => list(Statement));
    const keys = statements.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((tests) => Object.keys(tests)));
    return [...new Set(keys)].filter((key) => context[key.toLowerCase()] === undefined);
}

function applies({ Action = [], Resource = [], Condition = {} }: Statement, { action, resource, context }: Question): boolean {
    return (
        list(Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
        list(Resource).some((pattern) => (resource === "*" ? pattern === "*" : matches(pattern, resource))) &&
        Object.entries(Condition).every(([operator, keys]) => conditionHolds(operator, keys, context))
    );
}

function conditionHolds(
    operator: string,
    keys: Readonly<Record<string, string | readonly string[]>>,
    context: Question["context"],
): boolean {
    if (operator !== "StringEquals" && operator !== "StringLike") {
        throw new Error(`The stand-in for IAM does not know this condition: ${operator}`);
    }
    const holds = operator === "StringLike" ? matches : (wanted: string, value: string) => wanted === value;
    return Object.entries(keys).every(([key, wanted]) =>
        (context[key.toLowerCase()] ?? []).some((value) => list(wanted).some((one) => holds(one, value))),
    );
}

/** `*` stands for any text, `?` for one character. */
function matches(pattern: string, value: string): boolean {
    const expression = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${expression}$`, "s").test(value);
}

function list<T extends string | Statement>(value: T | readonly T[]): readonly T[] {
    return isList(value) ? value : [value];
}

/** Array.isArray does not take a readonly array for one. */
function isList<T>(value: T | readonly T[]): value is readonly T[] {
    return Array.isArray(value);
}
