import { Problem, type ProblemCode } from "../../../core/problem.ts";
import { accountProblem } from "./accountProblem.ts";
import { hostOf, statusOf } from "./httpHandler.ts";
import { transportProblem } from "./transportProblem.ts";

/**
 * Puts a failure of an AWS call into words: what was tried comes first, what the service said last. Failures that this extension
 * does not know pass untouched, and so does a cancelled call.
 */
export function awsProblem(action: string, error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof Problem || error.name === "AbortError") {
        return error;
    }
    if (isMissing(error)) {
        return new Problem("resourceGone", `${action} failed because it does not exist any more: ${error.message}`, {
            cause: error,
        });
    }
    const known =
        transportProblem(action, error) ??
        accountProblem(action, error) ??
        repositoryProblem(action, error) ??
        brokenService(action, error);
    if (known !== undefined) {
        return known;
    }
    return isRefusal(error) ? new Problem("invalidRequest", `${action} was refused: ${error.message}`, { cause: error }) : error;
}

/** What ECR says of repositories and tags. */
const REPOSITORY_CODES: Readonly<Record<string, ProblemCode>> = {
    RepositoryNotFoundException: "repositoryMissing",
    RepositoryAlreadyExistsException: "nameTaken",
    ImageTagAlreadyExistsException: "tagTaken",
    LayersNotFoundException: "imageMissing",
};

function repositoryProblem(action: string, error: Error): Problem | undefined {
    const code = REPOSITORY_CODES[error.name];
    return code && new Problem(code, `${action} failed: ${error.message}`, { cause: error });
}

/** The service itself failed, which is no refusal: what waits for it goes on when that has passed. */
function brokenService(action: string, error: Error): Problem | undefined {
    const status = statusOf(error) ?? 0;
    const host = hostOf(error) ?? "the service";
    return status >= 500
        ? new Problem("serviceUnreachable", `${action} failed because ${host} is in trouble (HTTP ${status}): ${error.message}`, {
              cause: error,
          })
        : undefined;
}

/** What a service answers the SDK throws with the side that is at fault; anything else is a bug, or a file that cannot be read. */
function isRefusal(error: Error): boolean {
    return "$fault" in error;
}

/** True for the several ways in which SageMaker says that a resource does not exist; most are a ValidationException. */
export function isMissing(error: unknown): boolean {
    return (
        error instanceof Error &&
        (error.name === "ResourceNotFound" ||
            (error.name === "ValidationException" && /not found|could not find/i.test(error.message)) ||
            (error.name === "ValidationError" && /not found/i.test(error.message)))
    );
}

/** Runs a call and puts its failure into words. */
export async function inWords<T>(action: string, call: () => Promise<T>): Promise<T> {
    try {
        return await call();
    } catch (error) {
        throw awsProblem(action, error);
    }
}
