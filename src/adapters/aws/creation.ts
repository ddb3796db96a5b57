import type { Creation } from "../../core/endpoint/hosting.ts";
import { awsProblem, isMissing } from "./transport/awsProblem.ts";
import { statusOf } from "./transport/httpHandler.ts";

/**
 * Sends a create call once and tells what is known of its effect. SageMaker's create calls take no client token, so that what a lost answer
 * means only a look at the place can say.
 */
export async function creationOf(action: string, send: () => Promise<unknown>, signal: AbortSignal): Promise<Creation> {
    try {
        await send();
        return { kind: "made" };
    } catch (error) {
        signal.throwIfAborted();
        const kind = kindOf(error);
        const cause = awsProblem(action, error);
        if (kind === undefined) {
            throw cause;
        }
        return { kind, cause };
    }
}

function kindOf(error: unknown): Exclude<Creation["kind"], "made"> | undefined {
    if (!(error instanceof Error)) {
        return undefined;
    }
    if (error.name === "ResourceInUse" || (error.name === "ValidationException" && /already exist/i.test(error.message))) {
        return "exists";
    }
    if (isMissing(error) && /endpoint configuration|model "/i.test(error.message)) {
        return "notYet";
    }
    return isAnswerLost(error) ? "unknown" : undefined;
}

const BROKEN = new Set([
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "ECONNREFUSED",
    "ENOTFOUND",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "EAI_AGAIN",
]);

/** The connection broke, nobody answered in time, or what came was no answer of SageMaker's: it may have done all the same what was asked. */
export function isAnswerLost(error: Error): boolean {
    if (("code" in error && BROKEN.has(String(error.code))) || error.name === "TimeoutError") {
        return true;
    }
    const status = statusOf(error);
    return (error instanceof SyntaxError && (status === undefined || status < 400)) || (status !== undefined && status >= 500);
}
