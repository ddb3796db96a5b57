import { findNodeAtLocation, parse, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import * as z from "zod/mini";
import { described } from "./described.ts";
import { EndpointSettings } from "./projectEndpoint.ts";
import { Training } from "./projectTraining.ts";

const Image = z.strictObject({
    dockerfile: described(
        z._default(z.string().check(z.minLength(1)), "Dockerfile"),
        "Path of the Dockerfile, relative to this file.",
    ),
    context: described(
        z._default(z.string().check(z.minLength(1)), "."),
        "The folder that the engine is sent, relative to this file; what .dockerignore names is left out.",
    ),
    target: described(
        z.optional(z.string().check(z.regex(/^[A-Za-z0-9][\w.-]*$/))),
        "The stage of the Dockerfile to build; by default the last.",
    ),
    buildArgs: described(
        z._default(z.record(z.string().check(z.regex(/^[A-Za-z_]\w*$/)), z.string()), {}),
        "Values of the Dockerfile's ARGs. They stay in the image's history: secrets belong into `secrets`.",
    ),
    secrets: described(
        z._default(z.array(z.string().check(z.regex(/^[\w.-]{1,64}$/))), []),
        "Ids of the secrets that the build mounts. Each user says where theirs come from in the setting rustSagemaker.image.secrets.",
    ),
    repository: described(
        z.optional(z.string().check(z.regex(/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/), z.minLength(2), z.maxLength(256))),
        "Name of the repository in ECR and on this machine; by default that of the crate.",
    ),
});

/** The shape of sagemaker.json; the schema that VS Code offers for completion is made from it. */
export const ProjectFile = z.strictObject({
    $schema: z.optional(z.string()),
    training: described(z._default(Training, Training.parse({})), "How the crate is trained."),
    endpoint: described(z._default(EndpointSettings, EndpointSettings.parse({})), "How its model is served."),
    runner: described(
        z._default(z.enum(["process", "container"]), "process"),
        "How a launch runs the crate on this machine: its binaries as processes, or its image in containers.",
    ),
    image: described(z._default(Image, Image.parse({})), "How the crate's container image is built."),
    features: described(
        z._default(z.array(z.string().check(z.regex(/^[^-\s,][^\s,]*$/))), []),
        "Cargo features that the binaries are built with.",
    ),
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
