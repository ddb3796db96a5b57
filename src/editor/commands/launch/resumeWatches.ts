import { planOfRequest } from "../../../core/job/repeatableRequest.ts";
import type { TrainingJobs } from "../../../core/job/trainingJobs.ts";
import { withSpecHash } from "../../../core/job/trainingPlan.ts";
import type { Place } from "../../../core/place.ts";
import type { Started } from "./capacityWatch.ts";
import type { KeptWatch, KeptWatches } from "./keptWatches.ts";
import { onceAnswered } from "./onceAnswered.ts";

interface Needs {
    readonly kept: Pick<KeptWatches, "all" | "remove">;
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "requestOf">>;
    readonly accountOf: (place: Place, signal: AbortSignal) => Promise<string>;
    readonly watch: (started: Started, signal: AbortSignal) => Promise<void>;
    readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly report: (error: unknown) => void;
    readonly sha256OfText: (text: string) => string;
}

/** Goes on looking after the jobs that waited for their instances when the window was closed or reloaded. */
export function resumeWatches({ kept, jobsIn, accountOf, watch, rest, report, sha256OfText }: Needs) {
    return async (signal: AbortSignal): Promise<void> => {
        await Promise.all(
            kept.all().map((one) => resume(one, signal).catch((error: unknown) => signal.aborted || report(error))),
        );
    };

    async function resume(one: KeptWatch, signal: AbortSignal): Promise<void> {
        const { place, account, firstName, fallbackTypes } = one;
        const request = await onceAnswered(() => requestOf(one, signal), rest, signal);
        kept.remove(one); // the watch keeps it again, if it can be gone on with
        if (request === undefined) {
            return;
        }
        const plan = withSpecHash(planOfRequest(request), sha256OfText);
        await watch({ place, account, plan, firstName, fallbackTypes }, signal);
    }

    /** Undefined where the profile leads into another account by now. */
    async function requestOf({ place, account, name }: KeptWatch, signal: AbortSignal) {
        return (await accountOf(place, signal)) === account ? (await jobsIn(place)).requestOf(name, signal) : undefined;
    }
}
