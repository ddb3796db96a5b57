import { findNodeAtLocation, parse, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import * as z from "zod/mini";

/** The name of the file that holds what a team shares about training and serving a crate. */
export const PROJECT_FILE = "sagemaker.json";

const Channel = z.string().check(z.minLength(1));
const ChannelName = z.string().check(z.regex(/^[A-Za-z0-9.\-_]{1,64}$/));
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Metric = z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(255)),
    regex: z.string().check(z.minLength(1), z.maxLength(500)),
});
const InstanceType = z.string().check(z.regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/));

const Training = z.strictObject({
    bin: z._default(z.string(), "train"),
    channels: z._default(z.record(ChannelName, Channel), {}),
    hyperparameters: z._default(z.record(z.string().check(z.maxLength(256)), Scalar), {}),
    metrics: z._default(z.array(Metric).check(z.maxLength(40)), []),
    maxRuntimeSeconds: z._default(z.int().check(z.minimum(1), z.maximum(2_419_200)), 3600),
    instanceType: z._default(InstanceType, "ml.m5.large"),
});

const EndpointSettings = z.strictObject({
    bin: z._default(z.string(), "serve"),
    instanceType: z._default(InstanceType, "ml.m5.large"),
    examples: z.optional(z.string()),
});

/** The shape of sagemaker.json; the schema that VS Code offers for completion is made from it. */
export const ProjectFile = z.strictObject({
    $schema: z.optional(z.string()),
    training: z._default(Training, Training.parse({})),
    endpoint: z._default(EndpointSettings, EndpointSettings.parse({})),
    features: z._default(z.array(z.string().check(z.regex(/^[^-\s,][^\s,]*$/))), []),
});
export type ProjectFile = z.infer<typeof ProjectFile>;

/** Something wrong in a project file, with the place of it: offsets into the text. */
export interface ProjectFileFault {
    readonly message: string;
    readonly offset: number;
    readonly length: number;
}

/** Reads the text of a sagemaker.json, comments and trailing commas allowed; what cannot be read comes back as faults. */
export function readProjectFile(
    text: string,
): { readonly project: ProjectFile } | { readonly faults: readonly ProjectFileFault[] } {
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    if (errors.length > 0) {
        return { faults: errors.map(({ error, offset, length }) => ({ message: printParseErrorCode(error), offset, length })) };
    }
    const result = ProjectFile.safeParse(value);
    if (result.success) {
        return { project: result.data };
    }
    return { faults: result.error.issues.map((issue) => faultAt(text, [...issue.path], sentenceOf(issue))) };
}

/** A fault at the place of a value, or at its nearest parent that is in the text. */
export function faultAt(text: string, path: readonly PropertyKey[], message: string): ProjectFileFault {
    const root = parseTree(text, [], { allowTrailingComma: true });
    const segments = path.filter((segment) => typeof segment !== "symbol");
    const depths = segments.map((_, index) => segments.length - index);
    const node =
        root && depths.map((depth) => findNodeAtLocation(root, segments.slice(0, depth))).find((found) => found !== undefined);
    const { offset, length } = node ?? root ?? { offset: 0, length: text.length };
    return { message, offset, length };
}

function sentenceOf(issue: z.core.$ZodIssue): string {
    const where = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    switch (issue.code) {
        case "unrecognized_keys":
            return `${where}there is no setting of this name: ${issue.keys.join(", ")}.`;
        case "invalid_type":
            return `${where}this must be ${article(issue.expected)}.`;
        case "invalid_format":
            return `${where}this is not of the right form${issue.format === "regex" && issue.pattern ? `: ${issue.pattern}` : ""}.`;
        case "too_big":
            return `${where}at most ${issue.maximum} allowed.`;
        case "too_small":
            return `${where}at least ${issue.minimum} needed.`;
        default:
            return `${where}${issue.message ?? "this value is not allowed"}.`;
    }
}

function article(noun: string): string {
    return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
