import { type Place, placeName } from "../../../core/place.ts";
import { Problem, type Remedy } from "../../../core/problem.ts";
import { type Credentials, MFA_CODE_NEEDED } from "./credentials.ts";

/** The way out of an expired sign-in. */
export const SIGN_IN: Remedy = { kind: "runCommand", label: "Sign In", command: "rustSagemaker.account.signIn" };

/** What services answer, and the SDK throws, of a sign-in that is over. */
const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]);
/** Said of keys that AWS does not know: of temporary ones it means that they are too old. */
const UNKNOWN = new Set(["UnrecognizedClientException", "InvalidClientTokenId"]);

/** The problem that a sign-in solves; undefined for any other failure. */
export function signInProblem(place: Place, error: unknown, credentials: Credentials | undefined): Problem | undefined {
    if (!(error instanceof Error) || error instanceof Problem || place.kind === "local" || !isExpired(error, credentials)) {
        return undefined;
    }
    const what =
        error.name === MFA_CODE_NEEDED
            ? "needs a code of your MFA device. Sign in to go on."
            : "has expired. Sign in again to go on.";
    return new Problem("loginExpired", `The sign-in to ${placeName(place)} ${what}`, {
        remedy: SIGN_IN,
        cause: error,
    });
}

/** Whether a service says so itself; whoever knows the credentials can tell more. */
export function saysExpired({ name }: Error): boolean {
    return EXPIRED.has(name);
}

function isExpired(error: Error, credentials: Credentials | undefined): boolean {
    return (
        saysExpired(error) ||
        error.name === MFA_CODE_NEEDED ||
        (UNKNOWN.has(error.name) && credentials?.sessionToken !== undefined) ||
        (isWithoutCredentials(error) &&
            /expired|refresh failed|sso login|aws login|reauthenticate|invalid_grant/i.test(error.message))
    );
}

/** What is wrong with the credentials themselves, where no sign-in helps; undefined for any other failure. */
export function credentialsProblem(place: Place, error: unknown): Problem | undefined {
    if (!(error instanceof Error) || place.kind === "local" || !isWithoutCredentials(error)) {
        return undefined;
    }
    const what =
        place.profile === "" ? "No credentials for AWS were found" : `The credentials of profile ${place.profile} cannot be had`;
    const message = `${what}: ${withoutCommand(error.message)} Choose another profile, or use Local SageMaker, which needs no account. Profiles are read where this extension runs.`;
    return new Problem("credentialsMissing", message, { remedy: choose("Choose Profile"), cause: error });
}

/** The way out of a profile or a region that does not do. */
export function choose(label: string): Remedy {
    return { kind: "runCommand", label, command: "rustSagemaker.account.connect" };
}

function isWithoutCredentials({ name }: Error): boolean {
    return name === "CredentialsProviderError" || name === "TokenProviderError";
}

/** Of a program that failed Node tells the command line first, which is nobody's business, and then what it said. */
function withoutCommand(message: string): string {
    const [first = "", ...said] = message.trim().split("\n");
    const text = first.startsWith("Command failed:") ? said.join(" ") || "its program failed without a word" : message.trim();
    return /[.!?]$/.test(text) ? text : `${text}.`;
}
