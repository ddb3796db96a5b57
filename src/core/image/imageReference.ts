import { LOCAL_ACCOUNT } from "../place.ts";

/** The parts of a name such as `registry/repository:tag` or `repository@sha256:HEX`. */
export interface ImageReference {
    /** A host, perhaps with a port; undefined where the engine's default registry, or none, is meant. */
    readonly registry: string | undefined;
    readonly repository: string;
    readonly tag: string | undefined;
    /** `sha256:` and 64 hex digits. */
    readonly digest: string | undefined;
}

const REFERENCE =
    /^(?:((?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?|localhost(?::\d+)?|[a-z0-9-]+:\d+)\/)?([a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** Takes the name of an image apart; undefined for what is no such name. */
export function parseImageReference(text: string): ImageReference | undefined {
    const match = REFERENCE.exec(text);
    return match?.[2] === undefined ? undefined : { registry: match[1], repository: match[2], tag: match[3], digest: match[4] };
}

/** Whether Local SageMaker runs this image as a process: its registry is that of the account that AWS gives to nobody. */
export function isProcessImage(reference: string): boolean {
    return reference.startsWith(`${LOCAL_ACCOUNT}.dkr.ecr.`);
}

/** The account and the region of an ECR registry's host; undefined for another registry. */
export function ecrRegistry(host: string): { readonly account: string; readonly region: string } | undefined {
    const match = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host);
    return match?.[1] === undefined || match[2] === undefined ? undefined : { account: match[1], region: match[2] };
}
