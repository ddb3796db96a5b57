import { BILLED_STATUSES, type Endpoint } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { ListPage } from "../../core/listing.ts";
import type { Place } from "../../core/place.ts";
import type { Known } from "../tree/settlingWatch.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "page">>;
    readonly endpointsIn: (place: Place) => Promise<Pick<Endpoints, "page">>;
    /** Milliseconds since 1970. */
    readonly now: () => number;
}

/** The items of one kind, and whether more may run, because pages remain unread. */
interface Found<T> {
    readonly items: readonly T[];
    readonly isPartial: boolean;
}

const NOTHING = { items: [], isPartial: false };

/** While something is billed, it is asked for so often; what others start in between is told of so late. */
const REST_MS = 300_000;

/** The rest where things are started one after the other, and where the last answer failed. */
const LEAST_REST_MS = 60_000;

/** So many pages of each state are read: an account may list training jobs twice a second, with all of its users. */
const MOST_PAGES = 10;

/** What runs in a place and may stand in no page that the tree has read: it is listed by its state. */
export class UnreadResources {
    readonly #place: Place;
    readonly #needs: Needs;
    #askedAt = -Infinity;
    #isAskedAgain = false;
    #jobs: Found<TrainingJob> = NOTHING;
    #endpoints: Found<Endpoint> = NOTHING;

    constructor(place: Place, needs: Needs) {
        this.#place = place;
        this.#needs = needs;
    }

    get jobs(): readonly TrainingJob[] {
        return this.#jobs.items;
    }

    get endpoints(): readonly Endpoint[] {
        return this.#endpoints.items;
    }

    /** Whether more may run than was found. */
    get isPartial(): boolean {
        return this.#jobs.isPartial || this.#endpoints.isPartial;
    }

    /** Asks with one of the next looks, because something was started or ended. */
    askAgain(): void {
        this.#isAskedAgain = true;
    }

    /** Asks where it is time to. A kind of which every page was read needs no call, and of a place that is not asked nothing is known. */
    async look(
        { isListed, isWhole }: Pick<Known, "isListed" | "isWhole">,
        isBilled: boolean,
        signal: AbortSignal,
    ): Promise<void> {
        const isWanted = { jobs: isListed.jobs && !isWhole.jobs, endpoints: isListed.endpoints && !isWhole.endpoints };
        this.#jobs = isWanted.jobs ? this.#jobs : NOTHING;
        this.#endpoints = isWanted.endpoints ? this.#endpoints : NOTHING;
        if ((isWanted.jobs || isWanted.endpoints) && this.#isDue(isBilled)) {
            this.#askedAt = this.#needs.now();
            this.#isAskedAgain = false;
            this.#jobs = isWanted.jobs ? await this.#orEarlier(this.#jobs, () => this.#runningJobs(signal), signal) : NOTHING;
            this.#endpoints = isWanted.endpoints
                ? await this.#orEarlier(this.#endpoints, () => this.#billedEndpoints(signal), signal)
                : NOTHING;
        }
    }

    #isDue(isBilled: boolean): boolean {
        const rested = this.#needs.now() - this.#askedAt;
        return rested === Infinity || rested >= (this.#isAskedAgain ? LEAST_REST_MS : isBilled ? REST_MS : Infinity);
    }

    /** What cannot be listed now is asked for again before long. */
    async #orEarlier<T>(earlier: Found<T>, list: () => Promise<Found<T>>, signal: AbortSignal): Promise<Found<T>> {
        try {
            return await list();
        } catch {
            signal.throwIfAborted();
            this.#isAskedAgain = true;
            return { items: earlier.items, isPartial: true };
        }
    }

    async #runningJobs(signal: AbortSignal): Promise<Found<TrainingJob>> {
        const jobs = await this.#needs.jobsIn(this.#place);
        return pages((next) => jobs.page({ status: "InProgress", ...next }, signal));
    }

    async #billedEndpoints(signal: AbortSignal): Promise<Found<Endpoint>> {
        const endpoints = await this.#needs.endpointsIn(this.#place);
        const found: Found<Endpoint>[] = [];
        for (const status of BILLED_STATUSES) {
            found.push(await pages((next) => endpoints.page({ status, ...next }, signal)));
        }
        return { items: found.flatMap(({ items }) => items), isPartial: found.some(({ isPartial }) => isPartial) };
    }
}

/** Reads page after page, also past empty ones, but not for ever. */
async function pages<T>(pageAfter: (next: { readonly next?: string }) => Promise<ListPage<T>>): Promise<Found<T>> {
    let page = await pageAfter({});
    const items = [...page.items];
    for (let read = 1; read < MOST_PAGES && page.next !== undefined; read++) {
        page = await pageAfter({ next: page.next });
        items.push(...page.items);
    }
    return { items, isPartial: page.next !== undefined };
}
