import type { ListPage, ListQuery } from "../../core/listing.ts";
import { Problem } from "../../core/problem.ts";
import { isNamed } from "./filter.ts";
import { bottomOf, type Listed, type ListedRun, merged, withFirstPage, withPage } from "./listedRun.ts";

interface Needs<T> {
    readonly page: (query: ListQuery, signal: AbortSignal) => Promise<ListPage<T>>;
    /** Whether its state can change by itself. */
    readonly isBusy: (item: T) => boolean;
}

/** SageMaker's times have fractions: what was created at a moment is listed as created before the second after it. */
const SECOND_MS = 1000;

/**
 * A listing of thousands that is kept up to date by one page a look: the first page, and by turns with it the page of what is still busy further
 * down. A search by name has pages of its own beside it.
 */
export class KeptListing<T extends Listed> {
    readonly #needs: Needs<T>;
    #all: ListedRun<T> | undefined;
    #search: (ListedRun<T> & { readonly name: string }) | undefined;
    /** What is busy beyond the pages that were read: it is not shown, and kept up to date like what is. */
    #apart: readonly T[] = [];
    /** What was searched for last; the answer of an earlier search comes too late. */
    #wanted = "";
    #wasFirstPage = false;
    /** Token → what its query was limited to, for those of listings that were begun anew. */
    readonly #limits = new Map<string, Date>();
    /** Where the first page ended, and the last one that was read below it. */
    #firstBottom = -Infinity;
    #lookedDownTo = Infinity;

    constructor(needs: Needs<T>) {
        this.#needs = needs;
    }

    /** Everything that is known, the newest first. */
    get known(): readonly T[] {
        const beside = [...(this.#search?.items ?? []), ...this.#apart];
        return beside.length === 0 ? (this.#all?.items ?? []) : merged(this.#all?.items ?? [], beside);
    }

    /** What there is to show: all, or what a search has found so far. */
    get shown(): ListedRun<T> {
        return this.#search ?? this.#all ?? { items: [], next: undefined };
    }

    /** Whether it was ever asked for. */
    get isListed(): boolean {
        return this.#all !== undefined;
    }

    /** Whether everything that there is was read. */
    get isWhole(): boolean {
        return this.#all !== undefined && this.#all.next === undefined;
    }

    /** Keeps what is known from elsewhere, of the pages that were not read. */
    keepApart(items: readonly T[]): void {
        this.#apart = merged(items, this.#apart);
    }

    /** Asks for one page, and answers whether anything is different now. */
    async refresh(signal: AbortSignal): Promise<boolean> {
        const before = this.known;
        const wasListed = this.isListed;
        const busy = this.#wasFirstPage ? this.#busyBelow() : undefined;
        await (busy === undefined ? this.#readFirst(signal) : this.#readBelow(busy, signal));
        return !wasListed || isDifferent(before, this.known);
    }

    /** Reads the next page of what is shown; where its token is not taken any more, the one that begins where the rows end. */
    async more(signal: AbortSignal): Promise<void> {
        const { next } = this.shown;
        if (next === undefined) {
            return;
        }
        const name = this.#search?.name;
        const page = await this.#pageAfter(next, name === undefined ? {} : { nameContains: name }, signal);
        const run = { items: merged(page.items, this.shown.items), next: page.next };
        if (name === undefined && this.#search === undefined) {
            this.#all = run;
        } else if (name !== undefined && this.#search?.name === name) {
            this.#search = { ...run, name };
        }
    }

    /** Shows only what has this in its name; an empty one shows everything again. */
    async search(name: string, signal: AbortSignal): Promise<void> {
        this.#wanted = name;
        this.#search = undefined;
        if (name !== "") {
            const page = await this.#needs.page({ nameContains: name }, signal);
            this.#search = this.#wanted === name ? { ...page, name } : this.#search;
        }
    }

    /** How long SageMaker takes a token, and how it refuses one, could not be confirmed: any refusal of a request with one is taken for that. */
    async #pageAfter(next: string, query: ListQuery, signal: AbortSignal): Promise<ListPage<T>> {
        const limit = this.#limits.get(next);
        try {
            const page = await this.#needs.page({ ...query, ...(limit && { createdBefore: limit }), next }, signal);
            return this.#limited(page, limit);
        } catch (error) {
            if (!Problem.is(error, "invalidRequest") && !Problem.is(error, "resourceGone")) {
                throw error;
            }
        }
        const { items } = this.shown;
        const end = items.length === 0 ? undefined : new Date(bottomOf(items) + SECOND_MS);
        return this.#limited(await this.#needs.page({ ...query, ...(end && { createdBefore: end }) }, signal), end);
    }

    #limited(page: ListPage<T>, limit: Date | undefined): ListPage<T> {
        if (page.next !== undefined && limit !== undefined) {
            this.#limits.set(page.next, limit);
        }
        return page;
    }

    /** What is busy below the first page: the next one below the last look, or the topmost again. */
    #busyBelow(): T | undefined {
        const below = this.known.filter((item) => item.createdAt.getTime() < this.#firstBottom && this.#needs.isBusy(item));
        return below.find(({ createdAt }) => createdAt.getTime() < this.#lookedDownTo) ?? below[0];
    }

    async #readFirst(signal: AbortSignal): Promise<void> {
        const page = await this.#needs.page({}, signal);
        this.#wasFirstPage = true;
        this.#firstBottom = page.next === undefined ? -Infinity : bottomOf(page.items);
        const before = this.#all?.items ?? [];
        this.#all = withFirstPage(this.#all, page);
        const end = this.#all.next === undefined ? -Infinity : bottomOf(this.#all.items);
        this.#takeApart(page, Infinity);
        this.keepApart(before.filter((item) => item.createdAt.getTime() < end && this.#needs.isBusy(item)));
        this.#takeIntoSearch(page, Infinity);
    }

    async #readBelow(busy: T, signal: AbortSignal): Promise<void> {
        const top = busy.createdAt.getTime() + SECOND_MS;
        const page = await this.#needs.page({ createdBefore: new Date(top) }, signal);
        this.#wasFirstPage = false;
        this.#lookedDownTo = page.next === undefined ? Infinity : bottomOf(page.items);
        this.#all = this.#all && withPage(this.#all, page, top, () => true);
        this.#takeApart(page, top);
        this.#takeIntoSearch(page, top);
    }

    #takeApart(page: ListPage<T>, top: number): void {
        const apart = new Set(this.#apart.map(({ arn }) => arn));
        this.#apart = withPage({ items: this.#apart, next: undefined }, page, top, ({ arn }) => apart.has(arn)).items;
    }

    #takeIntoSearch(page: ListPage<T>, top: number): void {
        if (this.#search !== undefined) {
            const { name } = this.#search;
            this.#search = { ...withPage(this.#search, page, top, (item) => isNamed(item, name)), name };
        }
    }
}

function isDifferent<T>(before: readonly T[], after: readonly T[]): boolean {
    const isSame = (one: T, other: T | undefined) => one === other || JSON.stringify(one) === JSON.stringify(other);
    return before.length !== after.length || before.some((item, index) => !isSame(item, after[index]));
}
