import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import { integer, text } from "../protocol/shapes.ts";

/** How a service and a quota are named. */
export const ServiceCode = text({ min: 1, max: 63, pattern: "[a-zA-Z][a-zA-Z0-9-]{1,63}" });
export const QuotaCode = text({ min: 1, max: 128, pattern: "[a-zA-Z][a-zA-Z0-9-]{1,128}" });
export const AppliedLevel = z.enum(["ACCOUNT", "RESOURCE", "ALL"]);

/** The members that all lists of Service Quotas share. */
export const Paging = {
    NextToken: z.optional(text({ max: 2048, pattern: "[a-zA-Z0-9/+]*={0,2}" })),
    MaxResults: z._default(integer(1, 100), 100),
};

/** Cuts a page out of a list in order of its keys; the token is the last key, so that what comes or goes between two pages shifts nothing. */
export function pageOf<T>(
    items: readonly T[],
    keyOf: (item: T) => string,
    { NextToken, MaxResults }: { readonly NextToken?: string | undefined; readonly MaxResults: number },
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
    const after = NextToken === undefined ? undefined : readToken(NextToken);
    const sorted = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const rest = after === undefined ? sorted : sorted.filter((item) => keyOf(item) > after);
    const page = rest.slice(0, MaxResults);
    const last = page.at(-1);
    const more = last !== undefined && page.length < rest.length;
    return { items: page, next: more ? { NextToken: Buffer.from(`after ${keyOf(last)}`).toString("base64") } : {} };
}

function readToken(token: string): string {
    const [, key] = /^after (.+)$/s.exec(Buffer.from(token, "base64").toString()) ?? [];
    if (key === undefined) {
        throw new ApiError("InvalidPaginationTokenException", "The pagination token is invalid.");
    }
    return key;
}
