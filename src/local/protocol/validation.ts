import * as z from "zod/mini";
import { ApiError } from "./apiError.ts";
import { constraintOf, type Issue, placeOf } from "./constraint.ts";

/**
 * Reads the input of an operation, and refuses it as AWS's front door does: a JSON type that does not fit is a SerializationException,
 * a broken constraint a ValidationException (or what the service calls it, `refusal`) that lists every broken one.
 * Members that the schema does not name are dropped.
 */
export function parse<S extends z.core.$ZodType>(schema: S, input: unknown, refusal = "ValidationException"): z.output<S> {
    const result = z.safeParse(schema, input, { reportInput: true });
    if (result.success) {
        return result.data;
    }
    const issues = result.error.issues;
    const mistyped = issues.find(isMistyped);
    if (mistyped !== undefined) {
        throw new ApiError("SerializationException", serializationMessage(mistyped));
    }
    throw validationErrors(
        refusal,
        issues.map(
            (issue) => `Value ${valueText(issue)} at '${placeOf(issue)}' failed to satisfy constraint: ${constraintOf(issue)}`,
        ),
    );
}

/** A refusal with several findings, in the words in which AWS puts them together. */
function validationErrors(name: string, findings: readonly string[]): ApiError {
    const count = findings.length === 1 ? "1 validation error" : `${findings.length} validation errors`;
    return new ApiError(name, `${count} detected: ${findings.join("; ")}`);
}

/** A value that is there but of another JSON type. A value that is missing breaks a constraint instead. */
function isMistyped(issue: Issue): boolean {
    if (issue.input === undefined) {
        return false;
    }
    return issue.code === "invalid_type" || (issue.code === "invalid_value" && typeof issue.input !== "string");
}

function serializationMessage(issue: Issue): string {
    if (typeof issue.input === "object") {
        return "Start of structure or map found where not expected.";
    }
    const wanted = issue.code === "invalid_type" ? issue.expected : "string";
    const article =
        { string: "a String", number: "a Float", int: "an Integer", boolean: "a Boolean" }[wanted as string] ?? `a ${wanted}`;
    return `${typeof issue.input === "boolean" ? "TRUE_VALUE" : `${(typeof issue.input).toUpperCase()}_VALUE`} can not be converted to ${article}`;
}

function valueText(issue: Issue): string {
    if (issue.input === undefined) {
        return "null";
    }
    return `'${typeof issue.input === "string" ? issue.input : JSON.stringify(issue.input)}'`;
}
