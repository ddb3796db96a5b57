import {
    billedAs,
    costOf,
    type Running,
    type RunningCost,
    runningEndpoint,
    runningJob,
    warmPoolOf,
} from "../../core/cost/runningCost.ts";
import { type Endpoint, isBilled } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { Billed, HourlyPrice, Prices } from "../../core/instance/prices.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";
import type { Known } from "../tree/settlingWatch.ts";
import { UnreadResources } from "./unreadResources.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "describe" | "page">>;
    readonly endpointsIn: (place: Place) => Promise<Pick<Endpoints, "describe" | "page">>;
    readonly pricesIn: (place: Place) => Promise<Prices>;
    readonly now: () => number;
}

/** What has instances, and of which state of it the description is. */
interface Candidate {
    readonly arn: string;
    readonly state: string;
    readonly describe: (signal: AbortSignal) => Promise<Running>;
}

/**
 * What is billed in one place, and how much. A listing names no instance types, so that each thing that runs is described once, and again only when
 * what is billed may have changed.
 */
export class BilledResources {
    readonly place: Place;
    readonly #needs: Needs;
    readonly #described = new Map<string, { readonly state: string; readonly running: Running }>();
    readonly #prices = new Map<string, HourlyPrice | undefined>();
    readonly #unread: UnreadResources;
    /** The ARNs of what may be billed, as of the last look. */
    #candidates: ReadonlySet<string> = new Set();
    #jobs: readonly TrainingJob[] = [];
    #endpoints: readonly Endpoint[] = [];
    #current: readonly Running[] = [];

    constructor(place: Place, needs: Needs) {
        this.place = place;
        this.#needs = needs;
        this.#unread = new UnreadResources(place, needs);
    }

    /** Whether more may be billed than is known, because pages of lists remain unread. */
    get isPartial(): boolean {
        return this.#unread.isPartial;
    }

    job(arn: string): TrainingJob | undefined {
        return this.#jobs.find((job) => job.arn === arn);
    }

    endpoint(arn: string): Endpoint | undefined {
        return this.#endpoints.find((endpoint) => endpoint.arn === arn);
    }

    /** Lists what runs anew before long, because something was ended. */
    askAgain(): void {
        this.#unread.askAgain();
    }

    /** What each costs by now. */
    get costs(): readonly RunningCost[] {
        const now = this.#needs.now();
        return this.#current.map((running) =>
            costOf(running, (type) => this.#prices.get(`${billedAs(running)}/${type}`)?.usd, now),
        );
    }

    /** The day of the oldest price that is not AWS's own of today, because its price list could not be asked; ISO 8601. */
    get pricesAsOf(): string | undefined {
        const dated = [...this.#prices.values()].filter((price) => price?.source === "table");
        return dated.flatMap((price) => price?.asOf ?? []).toSorted()[0];
    }

    /**
     * Looks through what was listed and what runs beyond that, and describes what is new in it. What cannot be described now is left for the next
     * look.
     */
    async look(known: Known, signal: AbortSignal): Promise<void> {
        if (this.#candidatesOf(known.jobs, known.endpoints).some(({ arn }) => !this.#candidates.has(arn))) {
            this.#unread.askAgain();
        }
        await this.#unread.look(known, this.#current.length > 0, signal);
        this.#jobs = withOthers(known.jobs, this.#unread.jobs);
        this.#endpoints = withOthers(known.endpoints, this.#unread.endpoints);
        const candidates = this.#candidatesOf(this.#jobs, this.#endpoints);
        const wanted = new Set(candidates.map(({ arn }) => arn));
        this.#candidates = wanted;
        [...this.#described.keys()].filter((arn) => !wanted.has(arn)).forEach((arn) => this.#described.delete(arn));
        for (const candidate of candidates) {
            await this.#describe(candidate, signal);
        }
        this.#current = candidates.flatMap(({ arn }) => this.#described.get(arn)?.running ?? []);
    }

    async #describe({ arn, state, describe }: Candidate, signal: AbortSignal): Promise<void> {
        if (this.#described.get(arn)?.state === state) {
            return;
        }
        try {
            const running = await describe(signal);
            await this.#findPrices(running, signal);
            this.#described.set(arn, { state, running });
        } catch {
            signal.throwIfAborted();
        }
    }

    async #findPrices(running: Running, signal: AbortSignal): Promise<void> {
        const billed: Billed = billedAs(running);
        for (const { type } of running.instances) {
            const key = `${billed}/${type}`;
            if (this.#prices.get(key) === undefined) {
                const prices = await this.#needs.pricesIn(this.place);
                this.#prices.set(key, await prices.perHour(billed, type, signal));
            }
        }
    }

    #candidatesOf(jobs: readonly TrainingJob[], endpoints: readonly Endpoint[]): readonly Candidate[] {
        return [...jobs.flatMap((job) => this.#jobOf(job)), ...endpoints.flatMap((one) => this.#endpointOf(one))];
    }

    #jobOf(job: TrainingJob): readonly Candidate[] {
        const describe = async (signal: AbortSignal) => (await this.#needs.jobsIn(this.place)).describe(job.name, signal);
        if (isRunning(job)) {
            const known = this.#described.get(job.arn);
            // Its instances do not change, but until they are there it is not known when billing began.
            const state = known?.running.since === undefined ? `training ${job.secondaryStatus}` : known.state;
            return [{ arn: job.arn, state, describe: async (signal) => runningJob(await describe(signal)) }];
        }
        return job.warmPool === "Available"
            ? [{ arn: job.arn, state: "kept", describe: async (signal) => warmPoolOf(await describe(signal)) }]
            : [];
    }

    #endpointOf(endpoint: Endpoint): readonly Candidate[] {
        if (!isBilled(endpoint)) {
            return [];
        }
        const describe = async (signal: AbortSignal) => {
            return runningEndpoint(await (await this.#needs.endpointsIn(this.place)).describe(endpoint.name, signal));
        };
        return [{ arn: endpoint.arn, state: String(endpoint.modifiedAt.getTime()), describe }];
    }
}

/** What was listed last is the newer state of a thing. */
function withOthers<T extends { readonly arn: string }>(known: readonly T[], others: readonly T[]): readonly T[] {
    const arns = new Set(known.map(({ arn }) => arn));
    return [...known, ...others.filter(({ arn }) => !arns.has(arn))];
}
