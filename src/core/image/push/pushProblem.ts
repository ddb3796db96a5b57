import { Problem, type ProblemCode, type Remedy } from "../../problem.ts";
import type { EngineKind } from "../engine/containerEngine.ts";
import { diskFull, engineProblem, type OperatingSystem } from "../engine/engineProblem.ts";
import { ecrRegistry, parseImageReference } from "../imageReference.ts";

/** Where an image was to go, for the words of a failure. */
interface Target {
    readonly reference: string;
    readonly registry: string;
    readonly repository: string;
    readonly tag: string;
}

interface Known {
    readonly code: ProblemCode;
    readonly pattern: RegExp;
    readonly words: (target: Target, said: string) => string;
    readonly remedy?: (target: Target) => Remedy;
}

/** What ECR and the line to it say through docker and podman, in the order in which it is recognised. */
const KNOWN: readonly Known[] = [
    {
        code: "repositoryMissing",
        pattern: /repository with name '.*' does not exist|name.?unknown|repository name not known/i,
        words: ({ repository, registry }) =>
            `There is no repository ${repository} in ${where(registry)}. Create it, and push again.`,
        remedy: ({ repository }) => ({
            kind: "runCommand",
            label: "Create Repository…",
            command: "rustSagemaker.image.createRepository",
            args: [repository],
        }),
    },
    {
        code: "tagTaken",
        pattern: /tag invalid|cannot be overwritten/i,
        words: ({ repository, tag }) =>
            `The tag ${tag} names another image in ${repository}, whose tags cannot be written over. Choose another tag.`,
    },
    {
        code: "accessDenied",
        pattern: /not authorized to perform|403 forbidden|(?:^|[\s:])denied: (?!your authorization token has expired)/im,
        words: ({ repository, registry }, said) => `AWS does not allow the push to ${repository} in ${where(registry)}: ${said}`,
    },
    {
        code: "loginExpired",
        pattern:
            /authorization token has expired|no basic auth credentials|login attempt to \S+ failed with status: 4|\b401\b|unauthorized|authentication required/i,
        words: ({ registry }) => `${where(registry)} did not take the login that ECR gave. Push again.`,
    },
    {
        // Whether a layer is there is asked without wanting an answer in words, so that an expired login looks like a missing right.
        code: "loginExpired",
        pattern: /parsing HTTP 403 response body/i,
        words: ({ repository, registry }) =>
            `${where(registry)} does not allow the push to ${repository}: the login has expired, or a permission is missing, such as ecr:BatchCheckLayerAvailability.`,
    },
    {
        code: "imageMissing",
        pattern: /image does not exist locally|tag does not exist|image not known|no such image/i,
        words: ({ reference }) => `The container engine has no image ${reference} any more. Build it, and push again.`,
    },
    {
        code: "registryUnreachable",
        pattern: /no such host|name resolution|server misbehaving/i,
        words: ({ registry }) =>
            `No registry answers under the name ${registry}. Look at the network, and at the account and region that the profile leads to.`,
    },
    {
        code: "registryUnreachable",
        pattern: new RegExp(
            [
                /\bEOF\b/,
                /connection (?:reset|refused|timed out)/,
                /timeout|timed out|deadline exceeded/,
                /broken pipe|closed network connection|network is unreachable|no route to host/,
                /(?:status|response)[^\n]*\b5\d\d\b|\b50[0-4] (?:internal|bad|service|gateway)/,
            ]
                .map(({ source }) => source)
                .join("|"),
            "i",
        ),
        words: ({ registry }, said) => `The line to ${where(registry)} failed: ${said}. What was sent is kept there: push again.`,
    },
];

/** The engine that pushed. */
interface Engine {
    readonly kind: EngineKind;
    readonly os: OperatingSystem;
}

/** Puts what an engine printed about a push that failed into words. `registryUnreachable` and `loginExpired` are worth another attempt. */
export function pushProblem(printed: string, reference: string, { kind, os }: Engine): Problem {
    const said = lastWords(printed);
    // A line that ends without a word may be that to the registry or that to the engine: the next attempt tells.
    const ofEngine = /\beof$/i.test(said) ? undefined : engineProblem(kind, os, said);
    if (ofEngine !== undefined) {
        return ofEngine;
    }
    if (/no space left on device/i.test(said)) {
        return diskFull(kind);
    }
    const { registry = "the registry", repository = reference, tag = "latest" } = parseImageReference(reference) ?? {};
    const target = { reference, registry, repository, tag };
    const known = KNOWN.find(({ pattern }) => pattern.test(said)) ?? KNOWN.find(({ pattern }) => pattern.test(printed));
    if (known === undefined) {
        return new Problem("invalidRequest", `Pushing ${reference} failed: ${said || "the engine did not say why"}`);
    }
    const remedy = known.remedy?.(target);
    return new Problem(known.code, known.words(target, said), {
        cause: new Error(said),
        ...(remedy !== undefined && { remedy }),
    });
}

/** The engine's own last sentence, without what it always writes before one. */
export function lastWords(printed: string): string {
    const lines = printed.split(/[\r\n]+/).map((line) => line.trim());
    const last = lines.findLast((line) => line !== "") ?? "";
    return last.replace(/^(?:error response from daemon|error|fata\[\d+\]):? */i, "").slice(0, 500);
}

function where(registry: string): string {
    const ecr = ecrRegistry(registry);
    return ecr === undefined ? registry : `ECR of account ${ecr.account} in ${ecr.region}`;
}
