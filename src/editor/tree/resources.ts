import { type Endpoint, isSettling } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";
import { type Filter, filterText, isEndpointWanted, isJobWanted } from "./filter.ts";
import { KeptListing } from "./keptListing.ts";
import type { ListedRun } from "./listedRun.ts";
import { type Known, type Settled, SettlingWatch, type Watched } from "./settlingWatch.ts";

/** What is listed page by page and kept up to date. */
export type PagedKind = "trainingJobs" | "endpoints";

/** What runs in a place, as of the last answer. */
export interface Resources {
    readonly jobs: ListedRun<TrainingJob>;
    readonly endpoints: ListedRun<Endpoint>;
    /** Whether it is known what there is; before, empty lists mean nothing. */
    readonly isListed: boolean;
    /** Why the last attempt to list failed, an error or a sentence; what was listed before is kept. */
    readonly problem: unknown;
    /** When the place last answered in full, in milliseconds since 1970. */
    readonly answeredAt: number | undefined;
    /** ARN of a job or endpoint → why it failed, for those that were seen to fail. */
    readonly reasons: ReadonlyMap<string, string>;
}

interface Needs {
    readonly place: Place;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly endpointsIn: (place: Place) => Promise<Endpoints>;
    /** Whether to ask: not where there is nothing yet, so that looking at an empty tree starts no server; or why not, in words. */
    readonly asking: () => "ask" | "nothing yet" | { readonly not: string };
    readonly watched: Watched;
    readonly now: () => number;
    readonly onChange: () => void;
    readonly onSettled: (settled: Settled) => void;
}

/** So many pages are read at once for a filter that hardly anything matches, and so many matches end it. */
const MOST_PAGES = 10;
const ENOUGH = 20;

/** Somewhat less than the minute between two looks at a place where nothing runs. */
const IDLE_MS = 55_000;

/** Keeps what runs in a place up to date: one list call for each kind and refresh, and one describe for what has just failed or is out of sight. */
export class PlaceResources {
    readonly #needs: Needs;
    readonly #watch: SettlingWatch;
    #jobs: KeptListing<TrainingJob>;
    #endpoints: KeptListing<Endpoint>;
    #asked: ReturnType<Needs["asking"]> | undefined;
    #problem: unknown;
    #answeredAt: number | undefined;
    #failures = 0;
    /** When jobs and endpoints were asked for last, in milliseconds since 1970. */
    readonly #askedAt = { jobs: -Infinity, endpoints: -Infinity };
    #refreshing: Promise<void> | undefined;

    constructor(needs: Needs) {
        this.#needs = needs;
        this.#watch = new SettlingWatch(needs);
        this.#jobs = this.#newJobs();
        this.#endpoints = this.#newEndpoints();
    }

    get current(): Resources {
        return {
            jobs: this.#jobs.shown,
            endpoints: this.#endpoints.shown,
            isListed: this.#asked === "nothing yet" || this.#jobs.isListed || this.#endpoints.isListed,
            problem: this.#problem,
            answeredAt: this.#answeredAt,
            reasons: this.#watch.reasons,
        };
    }

    get place(): Place {
        return this.#needs.place;
    }

    /** All that is known, whatever the tree is limited to. */
    get known(): Known {
        const isListed = { jobs: this.#jobs.isListed, endpoints: this.#endpoints.isListed };
        const isWhole = { jobs: this.#jobs.isWhole, endpoints: this.#endpoints.isWhole };
        return { jobs: this.#jobs.known, endpoints: this.#endpoints.known, isListed, isWhole };
    }

    /** True while something is at work, so that its state can change by itself. */
    get isActive(): boolean {
        return this.runningCount > 0;
    }

    get runningCount(): number {
        return this.#jobs.known.filter(isRunning).length + this.#endpoints.known.filter(isSettling).length;
    }

    /** How many refreshes in a row have failed. */
    get failures(): number {
        return this.#failures;
    }

    /**
     * Asks the place again; a refresh that is under way is joined. What cannot change by itself now is left out where nobody `isAsking`. Never
     * throws: what went wrong is part of what is current, and so is that the signal ended by a time limit.
     */
    refresh(signal: AbortSignal, isAsking = true): Promise<void> {
        this.#refreshing ??= this.#refresh(signal, isAsking).finally(() => (this.#refreshing = undefined));
        return this.#refreshing;
    }

    /** Reads on below what is shown, past pages of which the filter leaves next to nothing, but not for ever. */
    async more(of: PagedKind, filter: Filter, signal: AbortSignal): Promise<void> {
        const { jobs, endpoints } = wantedBy(filter);
        await (of === "trainingJobs"
            ? readOn(this.#jobs, jobs, found(this.#jobs, jobs) + ENOUGH, signal)
            : readOn(this.#endpoints, endpoints, found(this.#endpoints, endpoints) + ENOUGH, signal));
        this.#needs.onChange();
    }

    /** Lists what a filter asks for, as far as SageMaker can search; where its first page has next to nothing of it, in the pages that follow. */
    async limitTo(filter: Filter, signal: AbortSignal): Promise<void> {
        await Promise.all([this.#jobs.search(filter.name, signal), this.#endpoints.search(filter.name, signal)]);
        if (filterText(filter) !== "") {
            const { jobs, endpoints } = wantedBy(filter);
            await Promise.all([readOn(this.#jobs, jobs, ENOUGH, signal), readOn(this.#endpoints, endpoints, ENOUGH, signal)]);
        }
        this.#needs.onChange();
    }

    async #refresh(signal: AbortSignal, isAsking: boolean): Promise<void> {
        const problem = textOf(this.#problem);
        const asked = JSON.stringify(this.#asked);
        this.#asked = this.#needs.asking();
        const isNew = this.#asked === "ask" ? await this.#ask(signal, isAsking) : this.#forget();
        if (signal.aborted && !isTimedOut(signal)) {
            return;
        }
        const isBeyond = this.#asked === "ask" && (await this.#lookBeyond(signal));
        const settled = this.#asked === "ask" ? await this.#watch.newlySettled(this.known, signal) : [];
        if (isNew || isBeyond || textOf(this.#problem) !== problem || JSON.stringify(this.#asked) !== asked) {
            this.#needs.onChange();
        }
        settled.forEach(this.#needs.onSettled);
    }

    /** Answers whether anything else is known now. One list that fails does not hide the other. */
    async #ask(signal: AbortSignal, isAsking: boolean): Promise<boolean> {
        const isAll = isAsking || this.#failures > 0;
        const answers = await Promise.allSettled([
            this.#isDue("jobs", isAll || this.#jobs.known.some(isRunning)) && this.#jobs.refresh(signal),
            this.#isDue("endpoints", isAll || this.#endpoints.known.some(isSettling)) && this.#endpoints.refresh(signal),
        ]);
        const failed = answers.find((answer) => answer.status === "rejected");
        this.#problem = failed && (isTimedOut(signal) ? "It does not answer." : failed.reason);
        this.#failures = failed === undefined ? 0 : this.#failures + 1;
        this.#answeredAt = failed === undefined ? this.#needs.now() : this.#answeredAt;
        return answers.some((answer) => answer.status === "fulfilled" && answer.value);
    }

    /** What runs beside it changes nothing of what does not; others may have changed it, which a minute is soon enough for. */
    #isDue(of: "jobs" | "endpoints", isSure: boolean): boolean {
        const now = this.#needs.now();
        const isDue = this.place.kind === "local" || isSure || now - this.#askedAt[of] >= IDLE_MS;
        this.#askedAt[of] = isDue ? now : this.#askedAt[of];
        return isDue;
    }

    /** Finds what is watched and stands below the pages that were read; answers whether there was something. */
    async #lookBeyond(signal: AbortSignal): Promise<boolean> {
        const { jobs, endpoints } = await this.#watch.beyond(this.known, signal);
        this.#jobs.keepApart(jobs);
        this.#endpoints.keepApart(endpoints);
        return jobs.length + endpoints.length > 0;
    }

    /** A place that is not asked may have anything or nothing in it. */
    #forget(): boolean {
        this.#problem = typeof this.#asked === "object" ? this.#asked.not : undefined;
        this.#failures = 0;
        const isNew = this.#jobs.isListed;
        this.#jobs = this.#newJobs();
        this.#endpoints = this.#newEndpoints();
        return isNew;
    }

    #newJobs(): KeptListing<TrainingJob> {
        const { place, jobsIn } = this.#needs;
        return new KeptListing<TrainingJob>({
            page: async (query, signal) => (await jobsIn(place)).page(query, signal),
            isBusy: isRunning,
        });
    }

    #newEndpoints(): KeptListing<Endpoint> {
        const { place, endpointsIn } = this.#needs;
        return new KeptListing<Endpoint>({
            page: async (query, signal) => (await endpointsIn(place)).page(query, signal),
            isBusy: isSettling,
        });
    }
}

function wantedBy(filter: Filter) {
    return {
        jobs: (job: TrainingJob) => isJobWanted(job, filter),
        endpoints: (endpoint: Endpoint) => isEndpointWanted(endpoint, filter),
    };
}

/** Reads page after page until so many are found. */
async function readOn<T extends TrainingJob | Endpoint>(
    listing: KeptListing<T>,
    isWanted: (item: T) => boolean,
    enough: number,
    signal: AbortSignal,
): Promise<void> {
    for (let pages = 0; pages < MOST_PAGES && listing.shown.next !== undefined && found(listing, isWanted) < enough; pages++) {
        await listing.more(signal);
    }
}

function found<T extends TrainingJob | Endpoint>({ shown }: KeptListing<T>, isWanted: (item: T) => boolean): number {
    return shown.items.filter(isWanted).length;
}

function isTimedOut({ reason }: AbortSignal): boolean {
    return reason instanceof Error && reason.name === "TimeoutError";
}

function textOf(problem: unknown): string {
    return problem instanceof Error ? problem.message : String(problem);
}
