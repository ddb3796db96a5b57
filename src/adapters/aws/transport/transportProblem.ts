import { Problem, type Remedy } from "../../../core/problem.ts";
import { isBroken, isSilence, isThrottling, isUnreachable } from "./attempts.ts";
import { hostOf, responseOf } from "./httpHandler.ts";

const PROXY: Remedy = { kind: "openSetting", label: "Open Proxy Settings", key: "http.proxy" };
/** VS Code's own Node ignores AWS_CA_BUNDLE, and reads NODE_EXTRA_CA_CERTS only when it starts. */
const HONOURED =
    "A proxy is taken from the setting http.proxy or from HTTPS_PROXY, and certificates from the file in NODE_EXTRA_CA_CERTS that was set before VS Code started.";
const UNTRUSTED = /CERT|^UNABLE_TO_|SSL|TLS/;
/** So much of an answer that is not AWS's is kept for the log. */
const KEPT_CHARACTERS = 500;

/** What went wrong on the way to AWS and back: nobody there, somebody else there, too many calls, a clock that is wrong; undefined for another failure. */
export function transportProblem(action: string, error: Error): Problem | undefined {
    return unreachable(action, error) ?? notAws(action, error) ?? tooOften(action, error) ?? clockWrong(action, error);
}

function unreachable(action: string, error: Error): Problem | undefined {
    const host = hostOf(error) ?? "the service";
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    if (UNTRUSTED.test(code)) {
        const message = `${action} failed because the certificate of ${host} is not trusted (${code}). ${HONOURED}`;
        return new Problem("serviceUnreachable", message, { remedy: PROXY, cause: error });
    }
    if (isUnreachable(error)) {
        const message = `${action} failed because ${host} cannot be reached (${code}). ${HONOURED}`;
        return new Problem("serviceUnreachable", message, { remedy: PROXY, cause: error });
    }
    if (isSilence(error)) {
        return new Problem("serviceUnreachable", `${action} failed because ${host} did not answer in time.`, { cause: error });
    }
    return isBroken(error)
        ? new Problem("serviceUnreachable", `${action} failed because the connection to ${host} broke off.`, { cause: error })
        : undefined;
}

/** A login page of a network, a proxy's refusal, half an answer: what the parser says of it helps nobody. */
function notAws(action: string, error: Error): Problem | undefined {
    const response = responseOf(error);
    const isForeign = error instanceof SyntaxError || ("$metadata" in error && !("$fault" in error));
    if (!isForeign || response === undefined) {
        return undefined;
    }
    const status = "statusCode" in response ? ` (HTTP ${String(response.statusCode)})` : "";
    const body = "body" in response && typeof response.body === "string" ? response.body.slice(0, KEPT_CHARACTERS) : error.name;
    const message = `${action} failed because the server at ${hostOf(error) ?? "the other end"} did not answer as AWS does${status}. A network that wants a login, or a proxy, may be in between.`;
    return new Problem("notAws", message, { cause: new Error(`The answer began with: ${body}`) });
}

function tooOften(action: string, error: Error): Problem | undefined {
    return isThrottling(error)
        ? new Problem(
              "throttled",
              `${action} was refused because this account and region are asked for too much at once. Try again a little later.`,
              { cause: error },
          )
        : undefined;
}

const CLOCK = /InvalidSignature|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|SignatureDoesNotMatch/;
/** AWS refuses signatures that are further off. */
const ALLOWED_MINUTES = 4;

/** The SDK sets its clock by AWS's answers; what is refused all the same has a clock that jumps. */
function clockWrong(action: string, error: Error): Problem | undefined {
    const minutes = minutesAhead(responseOf(error));
    if (!CLOCK.test(error.name) || minutes === undefined || Math.abs(minutes) < ALLOWED_MINUTES) {
        return undefined;
    }
    const offset = `${Math.abs(minutes)} minutes ${minutes > 0 ? "ahead of" : "behind"}`;
    return new Problem(
        "clockWrong",
        `${action} was refused because this machine's clock is ${offset} AWS's. Set the clock, then try again.`,
        {
            cause: error,
        },
    );
}

function minutesAhead(response: object | undefined): number | undefined {
    const headers = response !== undefined && "headers" in response ? response.headers : undefined;
    const date = typeof headers === "object" && headers !== null && "date" in headers ? Date.parse(String(headers.date)) : NaN;
    return Number.isNaN(date) ? undefined : Math.round((Date.now() - date) / 60_000);
}
