import { randomUUID } from "node:crypto";
import type { GivenAnswer } from "./faults.ts";
import type { Protocol } from "./awsCall.ts";

/** How a service of a protocol refuses. */
export function refusal(protocol: Protocol, status: number, code: string, message: string): GivenAnswer {
    const requestId = randomUUID();
    switch (protocol) {
        case "json":
            return {
                status,
                headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
                body: { __type: code, message },
            };
        case "rest-json":
            return {
                status,
                headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": code },
                body: { Message: message },
            };
        case "query":
            return {
                status,
                headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
                body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
            };
        case "rest-xml":
            return {
                status,
                headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
                body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>`,
            };
    }
}

/** What a service that asks for less says. */
export const throttled = (protocol: Protocol): GivenAnswer =>
    protocol === "rest-xml"
        ? refusal(protocol, 503, "SlowDown", "Please reduce your request rate.")
        : refusal(protocol, 400, protocol === "query" ? "Throttling" : "ThrottlingException", "Rate exceeded");

/** What a service says that is down for a moment. */
export const unavailable = (protocol: Protocol): GivenAnswer =>
    refusal(protocol, 503, "ServiceUnavailable", "Service is unable to handle request.");

/** What a service says of credentials whose time is over. */
export const expiredToken = (protocol: Protocol): GivenAnswer =>
    protocol === "rest-xml"
        ? refusal(protocol, 400, "ExpiredToken", "The provided token has expired.")
        : refusal(
              protocol,
              protocol === "query" ? 403 : 400,
              protocol === "query" ? "ExpiredToken" : "ExpiredTokenException",
              "The security token included in the request is expired",
          );

/** What a service says to those who may not. */
export const accessDenied = (protocol: Protocol, message: string): GivenAnswer =>
    protocol === "rest-xml" || protocol === "query"
        ? refusal(protocol, 403, "AccessDenied", message)
        : refusal(protocol, 400, "AccessDeniedException", message);

/** A page that no AWS service sends. */
export const htmlPage = (status: number): GivenAnswer => ({
    status,
    headers: { "content-type": "text/html" },
    body: "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Welcome to the guest network</h1></body></html>",
});
