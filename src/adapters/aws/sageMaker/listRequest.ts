import type { ListQuery } from "../../../core/listing.ts";

/** What SageMaker's List operations share. They differ in their default order, so that it is always said; a hundred is the most they answer. */
export function listRequest<Status extends string>({ nameContains, createdBefore, status, next }: ListQuery<Status>) {
    return {
        MaxResults: 100,
        SortBy: "CreationTime",
        SortOrder: "Descending",
        ...(nameContains !== undefined && { NameContains: nameContains }),
        ...(createdBefore !== undefined && { CreationTimeBefore: createdBefore }),
        ...(status !== undefined && { StatusEquals: status }),
        ...(next !== undefined && { NextToken: next }),
    } as const;
}

/** Sorted once more, because not everything that speaks SageMaker's protocol heeds the order. */
export function newestFirst<T extends { readonly createdAt: Date }>(items: readonly T[]): readonly T[] {
    return items.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}
