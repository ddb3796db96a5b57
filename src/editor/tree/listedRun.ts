import type { ListPage } from "../../core/listing.ts";

/** What is listed: its ARN tells it apart, and its time sorts it. */
export interface Listed {
    readonly arn: string;
    readonly name: string;
    readonly createdAt: Date;
}

/** Items from the newest on, as far as pages were read, and where the next page begins. */
export interface ListedRun<T> {
    readonly items: readonly T[];
    /** The token of the next page; undefined where everything was read. */
    readonly next: string | undefined;
}

/**
 * What is known after a page was read that begins below `top` and is complete down to its last item: what stands in it is newer, what is missing
 * in it is gone, and what lies beyond the run is left for when its page is read.
 */
export function withPage<T extends Listed>(
    { items, next }: ListedRun<T>,
    page: ListPage<T>,
    top: number,
    isWanted: (item: T) => boolean,
): ListedRun<T> {
    const bottom = page.next === undefined ? -Infinity : bottomOf(page.items);
    const fresh = new Set(page.items.map(({ arn }) => arn));
    const kept = items.filter((item) => !fresh.has(item.arn) && !(timeOf(item) > bottom && timeOf(item) < top));
    const end = next === undefined ? -Infinity : bottomOf(items);
    return {
        items: merged(
            page.items.filter((item) => isWanted(item) && timeOf(item) >= end),
            kept,
        ),
        next,
    };
}

/**
 * The same for the first page. Where more was created since the last look than fits into a page, the two do not meet, and what was known below is
 * forgotten with its token.
 */
export function withFirstPage<T extends Listed>(run: ListedRun<T> | undefined, page: ListPage<T>): ListedRun<T> {
    const bottom = bottomOf(page.items);
    if (run === undefined || page.next === undefined || run.items.every((item) => timeOf(item) < bottom)) {
        return page;
    }
    const { items } = withPage({ items: run.items, next: undefined }, page, Infinity, () => true);
    return items.length === page.items.length ? page : { items, next: run.next };
}

/** Each once, in the form that came first, the newest at the top. */
export function merged<T extends Listed>(first: readonly T[], then: readonly T[]): readonly T[] {
    const seen = new Set<string>();
    return [...first, ...then]
        .filter(({ arn }) => !seen.has(arn) && seen.add(arn))
        .toSorted((a, b) => timeOf(b) - timeOf(a) || (a.name < b.name ? -1 : 1));
}

/** When the oldest was created, in milliseconds since 1970. */
export function bottomOf(items: readonly Listed[]): number {
    return items.reduce((oldest, item) => Math.min(oldest, timeOf(item)), Infinity);
}

function timeOf({ createdAt }: Listed): number {
    return createdAt.getTime();
}
