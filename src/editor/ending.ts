import { errorText } from "../core/text/errorText.ts";

/** Cancelling is no failure and shows nothing. */
export function isAbort(error: unknown): boolean {
    return error instanceof Error && error.name === "AbortError";
}

/** How something ended that did not succeed, in a sentence. */
export function endingOf(error: unknown): string {
    return isAbort(error) ? "Cancelled." : errorText(error);
}
