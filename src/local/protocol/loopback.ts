import type { IncomingHttpHeaders } from "node:http";

/**
 * Says why a request may not come in, undefined when it may. The socket listens on 127.0.0.1 alone; what is left to refuse is a web page
 * in the user's browser: one that sends requests here (it cannot leave out Origin), one that embeds what lies here, and one whose
 * name was made to resolve to 127.0.0.1 (its Host is not ours). No SDK sends any of these.
 */
export function refusalOf(headers: IncomingHttpHeaders, port: number): string | undefined {
    if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`) {
        return "Local SageMaker answers to 127.0.0.1 and localhost with its port, and to no other host.";
    }
    if (headers.origin !== undefined || !["none", undefined].includes(one(headers["sec-fetch-site"]))) {
        return "Local SageMaker does not answer to web pages.";
    }
    return undefined;
}

function one(value: string | string[] | undefined): string | undefined {
    return Array.isArray(value) ? value.join(",") : value;
}
