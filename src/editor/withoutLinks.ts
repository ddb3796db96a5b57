/**
 * A sentence for a notification, in which VS Code makes a link of `[text](command:id)`, and a click runs the command. Our sentences quote
 * what training programs, compilers and models say, and hold no links.
 */
export function withoutLinks(sentence: string): string {
    return sentence.replaceAll("](", "] (");
}
