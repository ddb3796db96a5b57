import type { ServerResponse } from "node:http";

/** As ECR words them. An expired login is answered with 403, so that engines print "denied: …" and ask for no token. */
export const refusals = {
    notAuthorized: (host: string) => ({
        status: 401,
        code: "UNAUTHORIZED",
        message: "Not Authorized",
        realm: `https://${host}/`,
    }),
    wrongPassword: () => ({ status: 400, code: "DENIED", message: "Your Authorization Token is invalid." }),
    expired: () => ({
        status: 403,
        code: "DENIED",
        message: "Your authorization token has expired. Reauthenticate and try again.",
    }),
    repositoryUnknown: (name: string) => ({
        status: 404,
        code: "NAME_UNKNOWN",
        message: `The repository with name '${name}' does not exist in the registry with id '123456789012'`,
    }),
    manifestUnknown: () => ({ status: 404, code: "MANIFEST_UNKNOWN", message: "Requested image not found" }),
    tagImmutable: (tag: string, repository: string) => ({
        status: 400,
        code: "TAG_INVALID",
        message: `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the repository is immutable.`,
    }),
    notFound: () => ({ status: 404, code: "UNSUPPORTED", message: "The operation is unsupported" }),
    internalError: () => ({ status: 500, code: "INTERNAL_ERROR", message: "An internal error occurred" }),
} satisfies Record<string, (...details: string[]) => Refusal>;

interface Refusal {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly realm?: string;
}

/** Answers with an error of the registry's API, which engines print as "code in lower case: message". */
export function refuse(response: ServerResponse, { status, code, message, realm }: Refusal): void {
    const challenge = realm === undefined ? {} : { "www-authenticate": `Basic realm="${realm}",service="ecr.amazonaws.com"` };
    // What the request still sends is not read.
    response.writeHead(status, { "content-type": "application/json", connection: "close", ...challenge });
    response.end(JSON.stringify({ errors: [{ code, message }] }));
}
