import { exitCode } from "../job/failureReason.ts";
import type { Exit } from "../runners/runner.ts";

/** Longest FailureReason of the API. */
const LONGEST = 1024;

/** Why a variant does not serve, in SageMaker's words where it has some. */
export class HostingFault extends Error {}

/** Somebody else took the port that was free a moment ago; another one will do. */
export class PortLost extends Error {}

/** The program ended before it was healthy. */
export function endedEarly(variant: string, exit: Exit): HostingFault {
    return exit.fault?.kind === "notStarted"
        ? new HostingFault(
              `CannotStartContainerError. Please ensure the model container for variant ${variant} starts correctly when invoked with ` +
                  `'docker run <image> serve'. ${exit.fault.message}`,
          )
        : new HostingFault(`${notHealthy(variant)} ${endOf(exit)}`);
}

/** The program runs, but does not answer its pings as it should. */
export function neverHealthy(variant: string, seen: string): HostingFault {
    return new HostingFault(`${notHealthy(variant)} The last GET /ping ${seen}.`);
}

/** How a program ended, as a sentence. */
export function endOf(exit: Exit): string {
    if (exit.fault !== undefined) {
        return `The container is gone: ${exit.fault.message}.`;
    }
    return `The container ended with exit code ${exitCode(exit)}${decoded(exit)}.`;
}

/** A reason with the last lines of the log, cut to what the API allows. */
export function reasonWith(reason: string, lines: readonly string[]): string {
    const text = lines.length === 0 ? reason : `${reason} Last lines of the log:\n${lines.join("\n")}`;
    return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function notHealthy(variant: string): string {
    return (
        `The primary container for production variant ${variant} did not pass the ping health check. ` +
        "Please check CloudWatch logs for this endpoint."
    );
}

function decoded({ code, signal }: Exit): string {
    if (signal !== null) {
        return ` (killed by ${signal})`;
    }
    return code === 101 ? " (a Rust panic)" : "";
}
