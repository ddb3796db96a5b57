import { setTimeout as sleep } from "node:timers/promises";
import { isClockSkewCorrectedError, isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import { type Patience, patiently } from "../../../core/patiently.ts";
import { Problem } from "../../../core/problem.ts";
import type { Effect } from "./operation.ts";

/** What is measured to lose no call where a third of all fail: so many attempts, full jitter, within a minute. */
const ATTEMPTS = 20;
const DEADLINE_MS = 60_000;
const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 5000;
/** A host that cannot be reached at all is given up sooner: whoever is offline wants to know. */
const ATTEMPTS_TO_REACH = 4;

const UNREACHABLE = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"]);
/** ECR says so of a quota, where other services say so of a rate. */
const NO_RATE = "LimitExceededException";

/** Repeats what may be repeated; `onThrottled` is told once of a call that was refused for its rate. */
export async function attempts<T>(
    effect: Effect,
    call: () => Promise<T>,
    onThrottled: () => void,
    signal: AbortSignal,
): Promise<T> {
    if (effect === "invoke") {
        return call();
    }
    const endsAt = performance.now() + DEADLINE_MS;
    // A part takes its time on a slow line, and the line may drop in the end: of an upload only silence counts against its time.
    const isLate = (error: Error) => performance.now() > endsAt && (effect !== "upload" || isSilence(error));
    const told = { isThrottled: false, unreachable: 0 };
    const mayPass = (error: unknown) => {
        if (!isFailure(error) || isLate(error)) {
            return false;
        }
        if (isThrottling(error) && !told.isThrottled) {
            told.isThrottled = true;
            onThrottled();
        }
        told.unreachable += isUnreachable(error) ? 1 : 0;
        return told.unreachable < ATTEMPTS_TO_REACH && isPassing(effect, error);
    };
    return patiently(call, { attempts: ATTEMPTS, mayPass, rest: restWithJitter }, signal);
}

/** Full jitter: anything from no rest at all to twice the longest rest of the attempt before. */
const restWithJitter: Patience["rest"] = async (signal, failures) => {
    const longest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1));
    await sleep(Math.random() * longest, undefined, { signal });
};

/** A write is repeated only where the refusal itself says that nothing was done. */
function isPassing(effect: Effect, error: SdkError): boolean {
    if (isThrottling(error) || isClockSkewCorrectedError(error)) {
        return true;
    }
    // The same bytes under the same key or part number are the same object: an upload may be sent again.
    return effect !== "write" && (isTransientError(error) || isServerError(error));
}

/** A refusal for the rate of calls, and nothing else. */
export function isThrottling(error: unknown): boolean {
    return isFailure(error) && error.name !== NO_RATE && isThrottlingError(error);
}

type SdkError = Parameters<typeof isThrottlingError>[0];

/** What has words already passes by nothing but a person. */
function isFailure(error: unknown): error is SdkError {
    return error instanceof Error && !Problem.is(error);
}

/** Whether the connection broke off. */
export function isBroken(error: Error): boolean {
    return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

/** Whether no answer came in time; the SDK gives its error's name to a connection that broke off, too. */
export function isSilence(error: Error): boolean {
    return error.name === "TimeoutError" && !isBroken(error);
}

/** Whether nobody can be reached at the other end. */
export function isUnreachable(error: Error): boolean {
    return "code" in error && typeof error.code === "string" && UNREACHABLE.has(error.code);
}
