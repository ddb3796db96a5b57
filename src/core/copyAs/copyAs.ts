import { awsCli } from "./awsCli.ts";
import { python } from "./python.ts";
import { rust } from "./rust.ts";
import type { Caller, ServiceRequest } from "./serviceRequest.ts";

/** What requests can be copied as. */
export type CopyFormat = "cli" | "python" | "rust";

const RENDERERS: Readonly<Record<CopyFormat, (requests: readonly ServiceRequest[], caller: Caller) => string>> = {
    cli: awsCli,
    python,
    rust,
};

/** The text that sends these requests; refused with `invalidRequest` where a format has no words for one of their members. */
export function copyAs(format: CopyFormat, requests: readonly ServiceRequest[], caller: Caller): string {
    return RENDERERS[format](requests, caller);
}
