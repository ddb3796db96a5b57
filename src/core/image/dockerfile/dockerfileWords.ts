/** A word of an instruction: as it is written, what it comes to, and where it stands in the instruction's text. */
export interface Word {
    readonly raw: string;
    /** Quotes taken away and variables filled in; undefined when it depends on a variable whose value is not in the file. */
    readonly value: string | undefined;
    readonly index: number;
}

/** Variables of ARG and ENV; a name that is missing has no known value. */
export type Variables = ReadonlyMap<string, string>;

/** Longer ones are made of variables that double each other, or by somebody who wants to see what happens. */
const MAX_LENGTH = 4096;

const VARIABLE = /^\$(?:\{([A-Za-z_]\w*)(?:(:?[-+])([^}]*))?\}|([A-Za-z_]\w*))/;

/** Splits at blanks outside of quotes. `escape` is the file's escape character. */
export function splitWords(text: string, from: number, escape: string, variables: Variables): readonly Word[] {
    const words: Word[] = [];
    let quote = "";
    let start: number | undefined;
    for (let index = from; index <= text.length; index += 1) {
        const char = text[index];
        if (char === undefined || (quote === "" && /\s/.test(char))) {
            if (start !== undefined) {
                const raw = text.slice(start, index);
                words.push({ raw, value: expand(raw, escape, variables), index: start });
            }
            start = undefined;
            continue;
        }
        start ??= index;
        if (char === escape && quote !== "'") {
            index += 1;
        } else if (char === quote) {
            quote = "";
        } else if (quote === "" && (char === '"' || char === "'")) {
            quote = char;
        }
    }
    return words;
}

/** Fills in variables and takes quotes away; undefined when one is not known and has no plain default, or when it would grow too long. */
export function expand(raw: string, escape: string, variables: Variables): string | undefined {
    if (raw.length > MAX_LENGTH) {
        return undefined;
    }
    let value = "";
    let quote = "";
    for (let index = 0; index < raw.length;) {
        const char = raw[index] ?? "";
        const variable = quote === "'" ? null : VARIABLE.exec(raw.slice(index));
        if (variable) {
            const filled = fillIn(variable, escape, variables);
            if (filled === undefined) {
                return undefined;
            }
            value += filled;
            index += variable[0].length;
        } else if (char === escape && quote !== "'" && index + 1 < raw.length) {
            value += raw[index + 1];
            index += 2;
        } else {
            const isQuote = quote === "" ? char === '"' || char === "'" : char === quote;
            quote = isQuote ? (quote === "" ? char : "") : quote;
            value += isQuote ? "" : char;
            index += 1;
        }
    }
    return value.length > MAX_LENGTH ? undefined : value;
}

function fillIn([, braced, operator, word = "", plain]: RegExpExecArray, escape: string, variables: Variables) {
    const known = variables.get(braced ?? plain ?? "");
    if (word.includes("${")) {
        return undefined; // a variable in a default needs its braces counted
    }
    const isSet = known !== undefined && (known !== "" || !operator?.startsWith(":"));
    if (operator?.endsWith("-")) {
        return isSet ? known : expand(word, escape, variables);
    }
    return operator?.endsWith("+") ? (isSet ? expand(word, escape, variables) : "") : known;
}
