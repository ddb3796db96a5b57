import { isCapacityError } from "../../../core/instance/capacity.ts";
import { isRunning } from "../../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../../core/job/trainingJobs.ts";
import { type TrainingPlan, withSpecHash } from "../../../core/job/trainingPlan.ts";
import { type Place, placeName } from "../../../core/place.ts";
import type { Ask } from "../../ask.ts";
import type { KeptWatch, KeptWatches } from "./keptWatches.ts";
import { onceAnswered, restAfter } from "./onceAnswered.ts";
import { numbered, RETRY, RETRY_MS, type Start, type StartTraining } from "./startTraining.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "describe">>;
    readonly start: StartTraining;
    /** Whether the user is connected to AWS: who has disconnected wants nothing asked or launched there any more. */
    readonly isConnected: () => boolean;
    readonly ask: Pick<Ask, "tell" | "warn">;
    readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly onStarted: (plan: TrainingPlan, place: Place) => void;
    readonly sha256OfText: (text: string) => string;
    readonly kept: Pick<KeptWatches, "put" | "remove">;
}

/** A job that was started, and the name that was meant for it before another instance type was taken: by default its own. */
export type Started = Start & { readonly firstName?: string };

/** The numbers behind the names of a launch that had to be made again. */
const NUMBERS = Array.from({ length: 98 }, (_, index) => index + 2);

/** In these a job has no instance yet. */
const WAITING: readonly string[] = ["Starting", "Pending"];

/**
 * Looks after a job until it has its instances. Where AWS has none to give, the next of the instance types that the user has named is taken;
 * where they named none, they are asked whether to try again later.
 */
export function capacityWatch({ jobsIn, start, isConnected, ask, rest, onStarted, sha256OfText, kept }: Needs) {
    return async (started: Started, signal: AbortSignal): Promise<void> => {
        const { firstName = started.plan.name } = started;
        try {
            await lookAfter(started, firstName, signal);
        } finally {
            // What a window leaves behind that closes is gone on with by the next one.
            if (!signal.aborted) {
                kept.remove(watchOf(started, firstName));
            }
        }
    };

    async function lookAfter(started: Start, firstName: string, signal: AbortSignal): Promise<void> {
        let current = started;
        // A launch that took another type at once has used the numbers up to its own, or numbers of its own behind that.
        const { name } = started.plan;
        const bears = (taken: string) => name === taken || name.startsWith(`${taken}-`);
        const used = NUMBERS.find((number) => bears(numbered(firstName, number))) ?? 1;
        for (let number = used + 1; ; number++) {
            kept.put(watchOf(current, firstName));
            if (!(await lacksCapacity(current, signal))) {
                return;
            }
            const next = await nextStart(current, numbered(firstName, number), signal);
            if (next === undefined) {
                return;
            }
            const plan = await start(next, signal);
            const taken = next.fallbackTypes.indexOf(plan.instanceType);
            current = { ...next, plan, fallbackTypes: next.fallbackTypes.slice(taken + 1) };
            onStarted(plan, current.place);
        }
    }

    async function nextStart(lacking: Start, name: string, signal: AbortSignal): Promise<Start | undefined> {
        const { plan, place } = lacking;
        const [type, ...others] = lacking.fallbackTypes;
        const none = `AWS had no ${plan.instanceType} to give for ${plan.name} in ${placeName(place)}.`;
        if (type !== undefined) {
            void ask.tell(`${none} Launching ${name} on ${type}.`);
            return { ...lacking, plan: withSpecHash({ ...plan, name, instanceType: type }, sha256OfText), fallbackTypes: others };
        }
        if ((await ask.warn(none, RETRY)) !== RETRY) {
            return undefined;
        }
        await rest(RETRY_MS, signal);
        return isConnected() ? { ...lacking, plan: withSpecHash({ ...plan, name }, sha256OfText) } : undefined;
    }

    /** True once the job has failed for want of an instance; false once it has one, ended otherwise, or is asked for no more. */
    async function lacksCapacity({ place, plan }: Start, signal: AbortSignal): Promise<boolean> {
        for (let waitedMs = 0; ;) {
            const restMs = restAfter(waitedMs);
            await rest(restMs, signal);
            waitedMs += restMs;
            if (!isConnected()) {
                return false;
            }
            const job = await onceAnswered(async () => (await jobsIn(place)).describe(plan.name, signal), rest, signal);
            if (job === undefined) {
                return false;
            }
            if (!isRunning(job)) {
                return isCapacityError(job.failureReason ?? "");
            }
            if (!WAITING.includes(job.secondaryStatus ?? "")) {
                return false;
            }
        }
    }
}

function watchOf({ place, account, plan, fallbackTypes }: Start, firstName: string): KeptWatch {
    return { place, account, name: plan.name, firstName, fallbackTypes };
}
