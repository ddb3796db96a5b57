import { isCapacityError } from "../../../core/instance/capacity.ts";
import { quotaSentence, readQuotaMessage } from "../../../core/instance/quotaMessage.ts";
import { quotaRemedy } from "../../../core/instance/quotaRemedy.ts";
import { passRolePolicy } from "../../../core/preflight/trust.ts";
import { Problem } from "../../../core/problem.ts";
import { choose, saysExpired, SIGN_IN } from "./credentialsProblem.ts";

const REFUSED = new Set([
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
]);

/** What is wrong with the account that a call was made with: credentials, their end, their rights, its quotas; undefined for another failure. */
export function accountProblem(action: string, error: Error): Problem | undefined {
    return credentialsProblem(action, error) ?? regionMissing(action, error) ?? denied(action, error) ?? exhausted(action, error);
}

function credentialsProblem(action: string, error: Error): Problem | undefined {
    if (saysExpired(error)) {
        const message = `${action} failed because the sign-in to AWS has expired. Sign in again.`;
        return new Problem("loginExpired", message, { remedy: SIGN_IN, cause: error });
    }
    return REFUSED.has(error.name)
        ? new Problem(
              "credentialsMissing",
              `${action} was refused because AWS does not know these credentials: ${error.message}`,
              { remedy: choose("Choose Profile"), cause: error },
          )
        : undefined;
}

function regionMissing(action: string, error: Error): Problem | undefined {
    const isNoRegion = error.message.startsWith("Region not accepted");
    if (error.message !== "Region is missing" && !isNoRegion) {
        return undefined;
    }
    const wrong = isNoRegion ? ", and what is chosen is none" : "";
    const message = `${action} needs a region of AWS${wrong}. Choose one, or give the profile one.`;
    return new Problem("regionMissing", message, { remedy: choose("Choose Region"), cause: error });
}

const DENIED = new Set(["AccessDenied", "AccessDeniedException", "KMSAccessDeniedException"]);

/** `User: ARN is not authorized to perform: ecr:CreateRepository on resource: ARN because …` in fewer words, with all that an administrator asks for. */
function denied(action: string, error: Error): Problem | undefined {
    if (!DENIED.has(error.name)) {
        return undefined;
    }
    const [, principal, permission, resource = "*"] =
        /User: (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(error.message) ?? [];
    const message =
        principal === undefined || permission === undefined
            ? `${action} is not allowed: ${error.message}`
            : `${action} is not allowed: ${principal} lacks the permission ${permission} on ${resource}.`;
    return passRoleDenied(message, error, permission, resource) ?? new Problem("accessDenied", message, { cause: error });
}

/** What an administrator has to add is known to the letter; where something forbids it, no policy that allows it helps. */
function passRoleDenied(message: string, error: Error, permission = "", resource: string): Problem | undefined {
    if (permission !== "iam:PassRole" || !/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(resource) || isForbidden(error)) {
        return undefined;
    }
    const text = `${message} An administrator can give it with the policy that Show Policy shows.`;
    const remedy = { kind: "showJson", label: "Show Policy", text: passRolePolicy(resource) } as const;
    return new Problem("accessDenied", text, { remedy, cause: error });
}

function isForbidden({ message }: Error): boolean {
    return message.includes("explicit deny");
}

/** A quota is the account's, and grows when one asks; capacity is AWS's, and comes back by itself. */
function exhausted(action: string, error: Error): Problem | undefined {
    if (error.name === "ResourceLimitExceeded") {
        const quota = readQuotaMessage(error.message);
        const reason = quota === undefined ? error.message : quotaSentence(quota);
        return new Problem("quotaExceeded", `${action} was refused: ${reason}`, { remedy: quotaRemedy(quota), cause: error });
    }
    return isCapacityError(`${error.name} ${error.message}`)
        ? new Problem(
              "noCapacity",
              `${action} failed because AWS has no instance of this type to give at the moment. Try again in some minutes, or take another type or region.`,
              { cause: error },
          )
        : undefined;
}
