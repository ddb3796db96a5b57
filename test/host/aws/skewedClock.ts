import { type GivenAnswer } from "./faults.ts";
import { one } from "./awsCall.ts";
import { refusal } from "./refusals.ts";
import type { Received } from "./received.ts";

const TOLERANCE_MS = 5 * 60_000;

/** What AWS says of a signature whose time is more than five minutes off by its own clock; undefined where it takes it. */
export function clockRefusal({ call, request }: Received, serverTime: Date): GivenAnswer | undefined {
    const stamp = one(request.headers["x-amz-date"]);
    const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
    const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    if (Math.abs(signedAt - serverTime.getTime()) <= TOLERANCE_MS) {
        return undefined;
    }
    const amzTime = serverTime.toISOString().replaceAll(/[-:]|\.\d+/g, "");
    return call.protocol === "rest-xml"
        ? refusal(
              "rest-xml",
              403,
              "RequestTimeTooSkewed",
              "The difference between the request time and the current time is too large.",
          )
        : refusal(
              call.protocol,
              call.protocol === "query" ? 403 : 400,
              call.protocol === "query" ? "SignatureDoesNotMatch" : "InvalidSignatureException",
              `Signature expired: ${stamp} is now earlier than ${amzTime} (${amzTime} - 5 min.)`,
          );
}
