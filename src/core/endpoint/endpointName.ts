import { MAX_NAME_LENGTH } from "../resourceName.ts";

/** A name for an endpoint that SageMaker takes, made of any text: with a number behind it where the name is taken. */
export function freeEndpointName(text: string, taken: ReadonlySet<string>): string {
    const plain =
        text
            .normalize("NFKD")
            .replace(/\p{M}/gu, "")
            .replace(/[^a-zA-Z0-9]+/g, "-")
            .replace(/^-+|-+$/g, "") || "model";
    for (let number = 1; ; number++) {
        const suffix = number === 1 ? "" : `-${number}`;
        const name = plain.slice(0, MAX_NAME_LENGTH - suffix.length).replace(/-+$/, "") + suffix;
        if (!taken.has(name)) {
            return name;
        }
    }
}
