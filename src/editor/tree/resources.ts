import { type Endpoint, type EndpointDetail, isSettling } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import { isRunning, type TrainingJob, type TrainingJobDetail } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";

/** What runs in a place, as of the last answer. */
export interface Resources {
    readonly jobs: readonly TrainingJob[];
    readonly endpoints: readonly Endpoint[];
    /** Why the last attempt to list failed; what was listed before is kept. */
    readonly problem: string | undefined;
    /** ARN of a job or endpoint → why it failed, for those that were seen to fail. */
    readonly reasons: ReadonlyMap<string, string>;
}

/** A job or an endpoint that came to rest while we watched. */
export type Settled =
    | { readonly kind: "trainingJob"; readonly place: Place; readonly job: TrainingJob; readonly reason: string | undefined }
    | { readonly kind: "endpoint"; readonly place: Place; readonly endpoint: Endpoint; readonly reason: string | undefined };

interface Needs {
    readonly place: Place;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly endpointsIn: (place: Place) => Promise<Endpoints>;
    /** Whether to ask: not where there is nothing yet, so that looking at an empty tree starts no server; or why not, in words. */
    readonly asking: () => "ask" | "nothing yet" | { readonly not: string };
    readonly onChange: () => void;
    readonly onSettled: (settled: Settled) => void;
}

const EMPTY: Resources = { jobs: [], endpoints: [], problem: undefined, reasons: new Map() };

/** Keeps what runs in a place up to date: two list calls a refresh, and one describe for each resource that has just failed. */
export class PlaceResources {
    readonly #needs: Needs;
    #current = EMPTY;
    #refreshing: Promise<void> | undefined;

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    get current(): Resources {
        return this.#current;
    }

    get place(): Place {
        return this.#needs.place;
    }

    /** True while something is at work, so that its state can change by itself. */
    get isActive(): boolean {
        return this.#current.jobs.some(isRunning) || this.#current.endpoints.some(isSettling);
    }

    get runningCount(): number {
        return this.#current.jobs.filter(isRunning).length + this.#current.endpoints.filter(isSettling).length;
    }

    /**
     * Asks the place again; a refresh that is under way is joined. Never throws: what went wrong is part of what is current, and so is that
     * the signal ended by a time limit.
     */
    refresh(signal: AbortSignal): Promise<void> {
        this.#refreshing ??= this.#load(signal).finally(() => (this.#refreshing = undefined));
        return this.#refreshing;
    }

    async #load(signal: AbortSignal): Promise<void> {
        const before = this.#current;
        const next = await this.#ask(before, signal);
        if (signal.aborted && !isTimedOut(signal)) {
            return;
        }
        this.#current = next;
        if (JSON.stringify(before) !== JSON.stringify(next) || before.reasons.size !== next.reasons.size) {
            this.#needs.onChange();
        }
        this.#tellSettled(before, next);
    }

    async #ask(before: Resources, signal: AbortSignal): Promise<Resources> {
        const { place, jobsIn, endpointsIn, asking } = this.#needs;
        try {
            const ask = asking();
            if (ask !== "ask") {
                return ask === "nothing yet" ? EMPTY : { ...EMPTY, problem: ask.not };
            }
            // One list that fails does not hide the other.
            const [jobs, endpoints] = await Promise.all([
                attempt(async () => (await jobsIn(place)).list(signal), before.jobs, signal),
                attempt(async () => (await endpointsIn(place)).list(signal), before.endpoints, signal),
            ]);
            const reasons = await this.#reasons(before, jobs.answer, endpoints.answer, signal);
            return { jobs: jobs.answer, endpoints: endpoints.answer, problem: jobs.problem ?? endpoints.problem, reasons };
        } catch (error) {
            return { ...before, problem: messageOf(error, signal) };
        }
    }

    /** Why what failed did: known ones are kept, and a place that lists many old failures is asked about the newest few. */
    async #reasons(before: Resources, jobs: readonly TrainingJob[], endpoints: readonly Endpoint[], signal: AbortSignal) {
        const { place, jobsIn, endpointsIn } = this.#needs;
        const describeJob = async (name: string) => (await jobsIn(place)).describe(name, signal);
        const describeEndpoint = async (name: string) => (await endpointsIn(place)).describe(name, signal);
        const failed = [
            ...jobs.filter(hasFailed).map(({ arn, name }) => ({ arn, describe: () => describeJob(name) })),
            ...endpoints.filter(hasFailed).map(({ arn, name }) => ({ arn, describe: () => describeEndpoint(name) })),
        ];
        const unknown = failed.filter(({ arn }) => !before.reasons.has(arn)).slice(0, MOST_DESCRIBED);
        const reasons = new Map(failed.flatMap(({ arn }) => [[arn, before.reasons.get(arn)] as const]).filter(isKnown));
        for (const { arn, describe } of unknown) {
            // One that cannot be described now, or is gone already, is asked for again with the next refresh, and hides nothing else.
            const { answer } = await attempt<TrainingJobDetail | EndpointDetail | undefined>(describe, undefined, signal);
            if (answer !== undefined) {
                reasons.set(arn, answer.failureReason ?? answer.status);
            }
        }
        return reasons;
    }

    #tellSettled(before: Resources, after: Resources): void {
        const { place, onSettled } = this.#needs;
        const wasRunning = new Set(before.jobs.filter(isRunning).map(({ name }) => name));
        for (const job of after.jobs.filter((one) => wasRunning.has(one.name) && !isRunning(one))) {
            onSettled({ kind: "trainingJob", place, job, reason: after.reasons.get(job.arn) });
        }
        const wasCreating = new Set(before.endpoints.filter(({ status }) => status === "Creating").map(({ name }) => name));
        for (const endpoint of after.endpoints.filter((one) => wasCreating.has(one.name) && !isSettling(one))) {
            onSettled({ kind: "endpoint", place, endpoint, reason: after.reasons.get(endpoint.arn) });
        }
    }
}

/** Describing each old failure after a reload would cost a call for every row; the others tell their reason in the tooltip. */
const MOST_DESCRIBED = 5;

function hasFailed({ status }: { readonly status: string }): boolean {
    return status === "Failed";
}

function isKnown(entry: readonly [string, string | undefined]): entry is readonly [string, string] {
    return entry[1] !== undefined;
}

/** What was asked for, or what was known before and why there is nothing newer. */
async function attempt<T>(
    ask: () => Promise<T>,
    before: T,
    signal: AbortSignal,
): Promise<{ readonly answer: T; readonly problem: string | undefined }> {
    try {
        return { answer: await ask(), problem: undefined };
    } catch (error) {
        return { answer: before, problem: messageOf(error, signal) };
    }
}

function isTimedOut({ reason }: AbortSignal): boolean {
    return reason instanceof Error && reason.name === "TimeoutError";
}

function messageOf(error: unknown, signal: AbortSignal): string {
    if (isTimedOut(signal)) {
        return "It does not answer.";
    }
    return error instanceof Error ? error.message : String(error);
}
