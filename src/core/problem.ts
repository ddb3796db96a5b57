import { redact } from "./redact.ts";

/** Something the user can do about a problem. Core says what helps; the editor knows how to offer it. */
export type Remedy =
    | { readonly kind: "openPage"; readonly label: string; readonly url: string }
    | { readonly kind: "openSetting"; readonly label: string; readonly key: string }
    /** Opens a file of the workspace, `line` and `column` from 0. */
    | {
          readonly kind: "openFile";
          readonly label: string;
          readonly path: string;
          readonly line?: number;
          readonly column?: number;
      }
    /** Runs one of our own commands, with arguments that survive JSON or are tree nodes. */
    | { readonly kind: "runCommand"; readonly label: string; readonly command: string; readonly args?: readonly unknown[] }
    /** Shows JSON in an editor that is saved nowhere, to be copied or handed on. */
    | { readonly kind: "showJson"; readonly label: string; readonly text: string }
    | { readonly kind: "showProblems"; readonly label: string }
    | { readonly kind: "showLog" };

export type ProblemCode =
    | "accessDenied"
    | "alreadyRunning"
    | "binaryMissing"
    | "bucketElsewhere"
    | "bucketMissing"
    | "buildFailed"
    | "channelMissing"
    | "clockWrong"
    | "crateMissing"
    | "credentialsMissing"
    | "diskFull"
    | "dockerfileMissing"
    | "endpointGone"
    | "engineDenied"
    | "engineMissing"
    | "engineStopped"
    | "engineUnsuited"
    | "imageMissing"
    | "imageRefused"
    | "interrupted"
    | "invalidName"
    | "invalidProjectFile"
    | "invalidRequest"
    | "localServerUnreachable"
    | "loginExpired"
    | "manifestInvalid"
    | "modelTimedOut"
    | "nameTaken"
    | "noCapacity"
    | "notAws"
    | "programMissing"
    | "quotaExceeded"
    | "regionMissing"
    | "registryUnreachable"
    | "repositoryMissing"
    | "resourceGone"
    | "roleMissing"
    | "secretMissing"
    | "serviceUnreachable"
    | "signInFailed"
    | "tagTaken"
    | "throttled"
    | "untrustedWorkspace"
    | "wrongState";

/**
 * A failure we understand: it has words for the user and, where there is one, a way out.
 * Every other thrown value is a bug in this extension and is shown as such.
 */
export class Problem extends Error {
    override readonly name = "Problem";
    readonly code: ProblemCode;
    readonly remedy: Remedy;

    constructor(code: ProblemCode, message: string, options: { remedy?: Remedy; cause?: unknown } = {}) {
        super(redact(message), { cause: options.cause }); // it often quotes what others said
        this.code = code;
        this.remedy = options.remedy ?? { kind: "showLog" };
    }

    static is(error: unknown, code?: ProblemCode): error is Problem {
        return error instanceof Problem && (code === undefined || error.code === code);
    }
}

const PASSING: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
    "clockWrong",
    "credentialsMissing",
    "localServerUnreachable",
    "loginExpired",
    "notAws",
    "serviceUnreachable",
    "throttled",
]);

/** Whether a failure passes by itself, or when the user has signed in or set the clock: what nobody waits for is tried again then. */
export function isPassing(error: unknown): error is Problem {
    return Problem.is(error) && PASSING.has(error.code);
}

/** How long to rest at least before what nobody waits for is tried again, in milliseconds: a `credential_process` may ask a person each time. */
export function leastRestMs(error: unknown): number {
    return Problem.is(error, "credentialsMissing") ? 60_000 : 0;
}
