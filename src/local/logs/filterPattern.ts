import { RE2JS } from "re2js";
import { errorText } from "../../core/text/errorText.ts";
import { ApiError } from "../protocol/apiError.ts";
import { INVALID_PARAMETER } from "./shapes.ts";

/** Whether a line is one that was asked for. */
export type LineFilter = (message: string) => boolean;

/** A word, a phrase in quotes or an expression between percent signs, with `?` or `-` before it. */
const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|([^\s"%]+))/y;

/**
 * The filter patterns of CloudWatch Logs for text: lines that hold every term, at least one of the terms with `?`, and none of those with `-`.
 * Case matters. Patterns for JSON and for columns are refused, because they would match what the service does not.
 */
export function lineFilter(pattern = ""): LineFilter {
    if (/^\s*[{[]/.test(pattern)) {
        throw new ApiError(
            INVALID_PARAMETER,
            "Local SageMaker knows filter patterns for text, and none for JSON or for columns.",
        );
    }
    const terms = termsOf(pattern.trim());
    const all = terms.filter(({ sign }) => sign === "");
    const some = terms.filter(({ sign }) => sign === "?");
    const none = terms.filter(({ sign }) => sign === "-");
    return (message) =>
        all.every(({ isIn }) => isIn(message)) &&
        (some.length === 0 || some.some(({ isIn }) => isIn(message))) &&
        !none.some(({ isIn }) => isIn(message));
}

interface Term {
    readonly sign: string;
    readonly isIn: LineFilter;
}

function termsOf(pattern: string): readonly Term[] {
    const terms: Term[] = [];
    for (let at = 0; at < pattern.length;) {
        TERM.lastIndex = at;
        const match = TERM.exec(pattern);
        if (match === null) {
            throw invalid(pattern);
        }
        const [whole, sign = "", phrase, regex, word = ""] = match;
        terms.push({ sign, isIn: regex === undefined ? holds(phrase?.replace(/\\(.)/g, "$1") ?? word) : matches(regex) });
        at += whole.length + (/^\s*/.exec(pattern.slice(at + whole.length))?.[0].length ?? 0);
    }
    return terms;
}

function holds(text: string): LineFilter {
    return (message) => message.includes(text);
}

/** In linear time, whatever the line. */
function matches(regex: string): LineFilter {
    try {
        const compiled = RE2JS.compile(regex);
        return (message) => compiled.matcher(message).find();
    } catch (error) {
        throw new ApiError(INVALID_PARAMETER, `Invalid filter pattern: ${errorText(error)}`);
    }
}

function invalid(pattern: string): ApiError {
    return new ApiError(INVALID_PARAMETER, `Invalid filter pattern: ${pattern}`);
}
