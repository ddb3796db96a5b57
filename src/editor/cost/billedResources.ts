import {
    billedAs,
    costOf,
    isBilled,
    type Running,
    type RunningCost,
    runningEndpoint,
    runningJob,
    warmPoolOf,
} from "../../core/cost/runningCost.ts";
import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { Billed, HourlyPrice, Prices } from "../../core/instance/prices.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";
import type { Known } from "../tree/settlingWatch.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "describe">>;
    readonly endpointsIn: (place: Place) => Promise<Pick<Endpoints, "describe">>;
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
    #current: readonly Running[] = [];

    constructor(place: Place, needs: Needs) {
        this.place = place;
        this.#needs = needs;
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

    /** Looks through what was listed, and describes what is new in it. What cannot be described now is left for the next look. */
    async look(known: Pick<Known, "jobs" | "endpoints">, signal: AbortSignal): Promise<void> {
        const candidates = [
            ...known.jobs.flatMap((job) => this.#jobOf(job)),
            ...known.endpoints.flatMap((one) => this.#endpointOf(one)),
        ];
        const wanted = new Set(candidates.map(({ arn }) => arn));
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
