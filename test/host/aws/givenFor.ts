import type { Protocol } from "./awsCall.ts";
import type { Fault, GivenAnswer } from "./faults.ts";
import { accessDenied, expiredToken, htmlPage, refusal, throttled, unavailable } from "./refusals.ts";

/** The answer of a fault that is nothing but an answer. */
export function givenFor(fault: Fault, protocol: Protocol): GivenAnswer | undefined {
    switch (fault.what) {
        case "throttle":
            return throttled(protocol);
        case "unavailable":
            return unavailable(protocol);
        case "html":
            return htmlPage(fault.status ?? 500);
        case "xmlForbidden":
            return refusal("rest-xml", 403, "AccessDenied", "Access Denied");
        case "expiredToken":
            return expiredToken(protocol);
        case "accessDenied":
            return accessDenied(protocol, fault.message ?? "User is not authorized to perform this action");
        case "answer":
            return fault.answer;
        default:
            return undefined;
    }
}
