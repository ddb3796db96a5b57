import type * as z from "zod/mini";

/** What zod found, with the offending value. */
export type Issue = z.core.$ZodIssue;

/** Where a value stands, as AWS writes it: lower camel case, and the items of a list counted from 1. */
export function placeOf(issue: Issue): string {
    return issue.path.map((step) => (typeof step === "number" ? `${step + 1}.member` : lowerFirst(String(step)))).join(".");
}

function lowerFirst(name: string): string {
    return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A broken constraint in AWS's words. */
export function constraintOf(issue: Issue): string {
    if (issue.input === undefined) {
        return "Member must not be null";
    }
    if (issue.code === "too_small") {
        return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
    }
    if (issue.code === "too_big") {
        return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
    }
    if (issue.code === "invalid_value") {
        return `Member must satisfy enum value set: [${issue.values.join(", ")}]`;
    }
    return issue.message;
}

function measure(origin: string): string {
    return origin === "string" || origin === "array" ? "length" : "value";
}
