import { ApiError } from "./apiError.ts";

/** What a List operation filters and sorts by; times in milliseconds. */
export interface Listed {
    readonly name: string;
    readonly creationTime: number;
    readonly lastModifiedTime?: number;
    readonly status?: string;
}

/** The input of a List operation, as far as all of them share it. */
export interface ListRequest {
    readonly NextToken?: string | undefined;
    readonly MaxResults?: number | undefined;
    readonly SortBy?: "Name" | "CreationTime" | "Status" | undefined;
    readonly SortOrder?: SortOrder | undefined;
    readonly NameContains?: string | undefined;
    readonly CreationTimeAfter?: number | undefined;
    readonly CreationTimeBefore?: number | undefined;
    readonly LastModifiedTimeAfter?: number | undefined;
    readonly LastModifiedTimeBefore?: number | undefined;
}

/** Which default it has differs from one List operation to the other. */
export type SortOrder = "Ascending" | "Descending";

/** One page, and the token of the next where there is one. */
export interface Page<T> {
    readonly items: readonly T[];
    readonly next: { readonly NextToken?: string };
}

const PAGE_SIZE = 10;

/**
 * Cuts one page out of resources by SageMaker's rules: ten a page unless MaxResults says otherwise, sorted by CreationTime unless SortBy does.
 * A token names the last resource of the page before, so that creating and deleting between two pages neither skips nor repeats.
 */
export function listPage<T>(
    resources: readonly T[],
    listed: (resource: T) => Listed,
    request: ListRequest,
    defaultOrder: SortOrder,
): Page<T> {
    const sign = (request.SortOrder ?? defaultOrder) === "Ascending" ? 1 : -1;
    const sorted = resources
        .map((resource) => ({ resource, position: positionOf(listed(resource), request), listed: listed(resource) }))
        .filter((entry) => matches(entry.listed, request))
        .toSorted((a, b) => sign * comparePositions(a.position, b.position));
    const after = request.NextToken === undefined ? undefined : readToken(request.NextToken);
    const rest = after === undefined ? sorted : sorted.filter(({ position }) => sign * comparePositions(position, after) > 0);
    const page = rest.slice(0, request.MaxResults ?? PAGE_SIZE);
    const last = page.at(-1);
    return {
        items: page.map(({ resource }) => resource),
        next: last === undefined || page.length === rest.length ? {} : { NextToken: writeToken(last.position) },
    };
}

/** Where a resource stands in the order asked for; the name decides between equals. */
type Position = readonly [string | number, string];

function positionOf(listed: Listed, request: ListRequest): Position {
    switch (request.SortBy ?? "CreationTime") {
        case "Name":
            return [listed.name, listed.name];
        case "CreationTime":
            return [listed.creationTime, listed.name];
        case "Status":
            return [listed.status ?? "", listed.name];
    }
}

function comparePositions(a: Position, b: Position): number {
    const [x, y] = a[0] === b[0] ? [a[1], b[1]] : [a[0], b[0]];
    return x < y ? -1 : x > y ? 1 : 0;
}

function matches({ name, creationTime, lastModifiedTime = creationTime }: Listed, request: ListRequest): boolean {
    return (
        name.toLowerCase().includes((request.NameContains ?? "").toLowerCase()) &&
        creationTime >= (request.CreationTimeAfter ?? -Infinity) * 1000 &&
        creationTime <= (request.CreationTimeBefore ?? Infinity) * 1000 &&
        lastModifiedTime >= (request.LastModifiedTimeAfter ?? -Infinity) * 1000 &&
        lastModifiedTime <= (request.LastModifiedTimeBefore ?? Infinity) * 1000
    );
}

function writeToken(position: Position): string {
    return Buffer.from(JSON.stringify(position)).toString("base64url");
}

function readToken(token: string): Position {
    try {
        const [key, name]: unknown[] = JSON.parse(Buffer.from(token, "base64url").toString());
        if ((typeof key === "string" || typeof key === "number") && typeof name === "string") {
            return [key, name];
        }
    } catch {
        // Not one of ours: refused below.
    }
    throw new ApiError("ValidationException", "The value of NextToken is not a token that this operation answered.");
}
