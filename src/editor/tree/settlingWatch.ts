import { type Endpoint, isSettling } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Place } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";

/** A job or an endpoint that came to rest while we watched. */
export type Settled =
    | { readonly kind: "trainingJob"; readonly place: Place; readonly job: TrainingJob; readonly reason: string | undefined }
    | { readonly kind: "endpoint"; readonly place: Place; readonly endpoint: Endpoint; readonly reason: string | undefined };

/** Jobs and endpoints of one place, as listed. */
export interface Known {
    readonly jobs: readonly TrainingJob[];
    readonly endpoints: readonly Endpoint[];
    /** Whether jobs, and endpoints, were ever listed: what is missing in a list that never came may still be there. */
    readonly isListed: { readonly jobs: boolean; readonly endpoints: boolean };
    /** Whether they were listed to the end: what is missing in a part of a list may stand further down. */
    readonly isWhole: { readonly jobs: boolean; readonly endpoints: boolean };
}

/** The ARNs of what is on its way to a state that the user waits for, in storage that outlives the window: none is told of twice. */
export interface Watched {
    recall(): readonly string[];
    remember(arns: readonly string[]): void;
}

interface Needs {
    readonly place: Place;
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "describe">>;
    readonly endpointsIn: (place: Place) => Promise<Pick<Endpoints, "describe">>;
    readonly watched: Watched;
}

/** So many are described in one look; the others have their turn with the next one. */
const MOST_DESCRIBED = 5;

/** Notices what comes to rest, also what did so while the window was closed, and describes what failed, once. */
export class SettlingWatch {
    readonly #needs: Needs;
    readonly #reasons = new Map<string, string>();
    #watched: ReadonlySet<string>;
    /** What could not be looked at this time. */
    #unseen: ReadonlySet<string> = new Set();

    constructor(needs: Needs) {
        this.#needs = needs;
        this.#watched = new Set(needs.watched.recall());
    }

    /** ARN of a job or endpoint → why it failed, for those that were seen to fail. */
    get reasons(): ReadonlyMap<string, string> {
        return this.#reasons;
    }

    /**
     * Describes what is watched and stands in no page that was read: so many others were created since. What cannot be described now stays
     * watched, and what is gone does not.
     */
    async beyond({ jobs, endpoints, isListed, isWhole }: Known, signal: AbortSignal) {
        const known = new Set([...jobs, ...endpoints].map(({ arn }) => arn));
        const missing = [...this.#watched].filter((arn) => {
            const of = kindOf(arn);
            return isListed[of] && !isWhole[of] && !known.has(arn);
        });
        const unseen = new Set(missing);
        const found = { jobs: new Array<TrainingJob>(), endpoints: new Array<Endpoint>() };
        for (const arn of missing.slice(0, MOST_DESCRIBED)) {
            const name = arn.slice(arn.lastIndexOf("/") + 1);
            try {
                const { place, jobsIn, endpointsIn } = this.#needs;
                if (kindOf(arn) === "endpoints") {
                    found.endpoints.push(await (await endpointsIn(place)).describe(name, signal));
                } else {
                    found.jobs.push(await (await jobsIn(place)).describe(name, signal));
                }
                unseen.delete(arn);
            } catch (error) {
                if (Problem.is(error, "resourceGone")) {
                    unseen.delete(arn);
                }
            }
        }
        this.#unseen = unseen;
        return found;
    }

    /** What was watched and has come to rest. From here on it is watched no longer, by the window that is opened next neither. */
    async newlySettled(known: Known, signal: AbortSignal): Promise<readonly Settled[]> {
        const before = this.#watched;
        const found = [...known.jobs.filter(isRunning), ...known.endpoints.filter(isAwaited)].map(({ arn }) => arn);
        const unlisted = [...before].filter((arn) => !known.isListed[kindOf(arn)] || this.#unseen.has(arn));
        const awaited = new Set([...found, ...unlisted]);
        this.#watched = awaited;
        if (awaited.size !== before.size || [...awaited].some((arn) => !before.has(arn))) {
            this.#needs.watched.remember([...awaited]);
        }
        const isSettled = ({ arn }: { readonly arn: string }) => before.has(arn) && !awaited.has(arn);
        const { place } = this.#needs;
        const jobs = known.jobs.filter(isSettled);
        const endpoints = known.endpoints.filter((one) => isSettled(one) && !isSettling(one));
        return Promise.all([
            ...jobs.map(async (job) => {
                return { kind: "trainingJob", place, job, reason: await this.#reasonOf(job, "jobsIn", signal) } as const;
            }),
            ...endpoints.map(async (endpoint) => {
                return {
                    kind: "endpoint",
                    place,
                    endpoint,
                    reason: await this.#reasonOf(endpoint, "endpointsIn", signal),
                } as const;
            }),
        ]);
    }

    /** One that cannot be described is told of without its reason; its tooltip asks again when the user looks. */
    async #reasonOf(
        { name, arn, status }: TrainingJob | Endpoint,
        of: "jobsIn" | "endpointsIn",
        signal: AbortSignal,
    ): Promise<string | undefined> {
        if (status !== "Failed" && status !== "UpdateRollbackFailed") {
            return undefined;
        }
        try {
            const { failureReason } = await (await this.#needs[of](this.#needs.place)).describe(name, signal);
            this.#reasons.set(arn, failureReason ?? status);
            return failureReason;
        } catch {
            return undefined;
        }
    }
}

function kindOf(arn: string): "jobs" | "endpoints" {
    return arn.includes(":endpoint/") ? "endpoints" : "jobs";
}

/** True while an endpoint is made or changed; one that is deleted is not waited for. */
function isAwaited({ status }: Endpoint): boolean {
    return ["Creating", "Updating", "RollingBack"].includes(status);
}
