/** What the engine says of the Dockerfile; the line is counted from 0. */
export interface DockerfileRemark {
    readonly level: "error" | "warning";
    readonly message: string;
    /** Undefined where the engine names the instruction only, or nothing. */
    readonly line: number | undefined;
    /** The instruction as the engine repeats it, when it names no line. */
    readonly instruction: string | undefined;
    /** Whether a step has failed, whose output says more. */
    readonly isStep: boolean;
}

/** Reads BuildKit's and Podman's own words, line by line, that are no output of steps. */
export function dockerfileErrors(found: (remark: DockerfileRemark) => void) {
    let named: number | undefined;
    let previous = "";
    return {
        line(text: string): void {
            // The place stands above an excerpt: `Dockerfile:5`, a rule, the lines, a rule, and only then what is wrong.
            if (/^-{20}$/.test(text)) {
                named = Number(/:(\d+)$/.exec(previous)?.[1] ?? named);
            }
            previous = text;
            const error = /^(?:ERROR|Error): (.+)$/.exec(text)?.[1];
            const warning = /^ - (\w+): (.+) \(line (\d+)\)$/.exec(text);
            if (error !== undefined) {
                found(errorOf(error, named));
            } else if (warning !== null) {
                const [, rule, message, line] = warning;
                found({
                    level: "warning",
                    message: `${rule}: ${message}`,
                    line: Number(line) - 1,
                    instruction: undefined,
                    isStep: false,
                });
            }
        },
    };
}

function errorOf(error: string, named: number | undefined): DockerfileRemark {
    const step = /^(?:error )?building at STEP "(.+?)": (.+)$/.exec(error);
    const message = (step?.[2] ?? error).replace(/^failed to solve: /, "").replace(/^dockerfile parse error on line \d+: /, "");
    const line = named ?? (Number(/\bline (\d+)/.exec(error)?.[1]) || undefined);
    return {
        level: "error",
        message,
        line: line === undefined ? undefined : line - 1,
        instruction: step?.[1],
        isStep: /^process "|^executor failed running|while running runtime/.test(message),
    };
}
