import { type Place, placeName } from "../../core/place.ts";
import { Problem, type Remedy } from "../../core/problem.ts";
import type { Credentials } from "./credentials.ts";

/** The way out of an expired sign-in. */
export const SIGN_IN: Remedy = { kind: "runCommand", label: "Sign In", command: "rustSagemaker.account.signIn" };

const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]);
/** Said of keys that AWS does not know: of temporary ones it means that they are too old. */
const UNKNOWN = new Set(["UnrecognizedClientException", "InvalidClientTokenId"]);

/** The problem that a sign-in solves; undefined for any other failure. */
export function signInProblem(place: Place, error: unknown, credentials: Credentials | undefined): Problem | undefined {
    if (!(error instanceof Error) || error instanceof Problem || place.kind === "local" || !isExpired(error, credentials)) {
        return undefined;
    }
    return new Problem("loginExpired", `The sign-in to ${placeName(place)} has expired. Sign in again to go on.`, {
        remedy: SIGN_IN,
        cause: error,
    });
}

function isExpired(error: Error, credentials: Credentials | undefined): boolean {
    return (
        EXPIRED.has(error.name) ||
        (UNKNOWN.has(error.name) && credentials?.sessionToken !== undefined) ||
        (isWithoutCredentials(error) &&
            /expired|refresh failed|sso login|aws login|reauthenticate|invalid_grant/i.test(error.message))
    );
}

/** Whether the SDK has found no credentials, or none that can be used. */
export function isWithoutCredentials({ name }: Error): boolean {
    return name === "CredentialsProviderError" || name === "TokenProviderError";
}
