import { redact } from "../core/redact.ts";

/**
 * A sentence for a notification, in which VS Code makes a link of `[text](command:id)`, and a click runs the command. Our sentences quote
 * what training programs, compilers and models say, and hold no links and no secrets.
 */
export function withoutLinks(sentence: string): string {
    return redact(sentence).replaceAll("](", "] (");
}
