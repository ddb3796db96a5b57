import { Problem, type Remedy } from "../../core/problem.ts";

const CHOOSE: { readonly remedy: Remedy } = {
    remedy: { kind: "openSetting", label: "Choose Profile", key: "rustSagemaker.aws" },
};
const REFUSED = new Set([
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
]);
const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"]);

/** What is wrong with the account that a call was made with: credentials, their end, their rights; undefined for another failure. */
export function accountProblem(action: string, error: Error): Problem | undefined {
    const options = { ...CHOOSE, cause: error };
    if (EXPIRED.has(error.name) || (isWithoutCredentials(error) && /expired|refresh failed/i.test(error.message))) {
        const message = `${action} failed because the login to AWS has expired. Sign in again, for example with \`aws sso login\`.`;
        return new Problem("loginExpired", message, options);
    }
    if (isWithoutCredentials(error)) {
        const message = `${action} needs credentials for AWS, and none were found: ${sentence(error.message)} Sign in, or choose a profile in the setting rustSagemaker.aws.profile.`;
        return new Problem("credentialsMissing", message, options);
    }
    const isNoRegion = error.message.startsWith("Region not accepted");
    if (error.message === "Region is missing" || isNoRegion) {
        const wrong = isNoRegion ? ", and what is chosen is none" : "";
        const message = `${action} needs a region of AWS${wrong}. Choose one in the setting rustSagemaker.aws.region, or give the profile one.`;
        return new Problem("regionMissing", message, {
            remedy: { kind: "openSetting", label: "Choose Region", key: "rustSagemaker.aws" },
            cause: error,
        });
    }
    if (REFUSED.has(error.name)) {
        const message = `${action} was refused because AWS does not know these credentials: ${error.message}`;
        return new Problem("credentialsMissing", message, options);
    }
    return error.name === "AccessDenied" || error.name === "AccessDeniedException" ? denied(action, error) : undefined;
}

function isWithoutCredentials({ name }: Error): boolean {
    return name === "CredentialsProviderError" || name === "TokenProviderError";
}

/** `User: ARN is not authorized to perform: ecr:CreateRepository on resource: ARN because …` in fewer words, with all that an administrator asks for. */
function denied(action: string, error: Error): Problem {
    const [, principal, permission, resource = "*"] =
        /User: (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(error.message) ?? [];
    const message =
        principal === undefined || permission === undefined
            ? `${action} is not allowed: ${error.message}`
            : `${action} is not allowed: ${principal} lacks the permission ${permission} on ${resource}.`;
    return new Problem("accessDenied", message, { cause: error });
}

function sentence(text: string): string {
    return /[.!?]$/.test(text) ? text : `${text}.`;
}
