import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

const TO_CONTAINER = ["content-type", "accept"];

/** What a container may answer besides its body; the rest of its headers stays behind. */
const TO_CLIENT = [
    "content-type",
    "content-length",
    "x-amzn-sagemaker-custom-attributes",
    "x-amzn-sagemaker-new-session-id",
    "x-amzn-sagemaker-closed-session-id",
];

/** The headers that reach the container: SageMaker strips all others. */
export function containerHeaders(headers: IncomingHttpHeaders, bytes: number): OutgoingHttpHeaders {
    const passed: OutgoingHttpHeaders = { "content-length": bytes };
    for (const [name, value] of Object.entries(headers)) {
        if (value !== undefined && (TO_CONTAINER.includes(name) || name.startsWith("x-amzn-sagemaker-"))) {
            passed[name] = value;
        }
    }
    return passed;
}

/** The headers that reach the client. */
export function clientHeaders(headers: IncomingHttpHeaders, variant: string): OutgoingHttpHeaders {
    const passed: OutgoingHttpHeaders = { "x-amzn-invoked-production-variant": variant };
    for (const name of TO_CLIENT) {
        const value = headers[name];
        if (value !== undefined) {
            passed[name] = value;
        }
    }
    return passed;
}
