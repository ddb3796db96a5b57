import { quotaRemedyIn } from "../../../core/instance/quotaRemedy.ts";
import type { Journal } from "../../../core/journal/journal.ts";
import { NEW_ROLE_MS, onceRoleIsKnown } from "../../../core/job/onceRoleIsKnown.ts";
import type { TrainingJobs } from "../../../core/job/trainingJobs.ts";
import { createTrainingJobRequest, type TrainingPlan, withSpecHash } from "../../../core/job/trainingPlan.ts";
import type { Place } from "../../../core/place.ts";
import { Problem, type ProblemCode } from "../../../core/problem.ts";
import { MAX_NAME_LENGTH } from "../../../core/resourceName.ts";
import { unlessAborted } from "../../../core/unlessAborted.ts";

/** A job to be started. */
export interface Start {
    readonly place: Place;
    /** Twelve digits. */
    readonly account: string;
    readonly plan: TrainingPlan;
    /** Instance types to take in turn where AWS has none of the one before; only what the user has named. */
    readonly fallbackTypes: readonly string[];
}

/** Starts a job and answers the plan that was started, which has another name where another instance type was taken. */
export type StartTraining = (start: Start, signal: AbortSignal) => Promise<TrainingPlan>;

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "start">>;
    readonly journal: Pick<Journal, "begin">;
    /** When a role was made, in milliseconds since 1970; undefined where that cannot be told. */
    readonly roleMadeAt: (place: Place, roleArn: string, signal: AbortSignal) => Promise<number | undefined>;
    readonly now: () => number;
    readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly tell: (message: string) => void;
    /** Whether to ask AWS for the same again in five minutes, where it has no instance to give. */
    readonly retryLater: (message: string) => Promise<boolean>;
    /** Told when a start was left in the journal because nobody can say whether the job was made: it may run, and be billed. */
    readonly onLeft: () => void;
    readonly sha256OfText: (text: string) => string;
}

/** Between two attempts with a role that is new. */
const REST_MS = 10_000;

/** How long one waits before AWS is asked for the same instance again. */
export const RETRY_MS = 300_000;
/** The button that has it asked. */
export const RETRY = "Retry in 5 Minutes";

/** Failures after which nobody can say whether the job was made; the journal keeps them to be looked at again. */
const UNCERTAIN: readonly ProblemCode[] = ["serviceUnreachable", "localServerUnreachable", "throttled", "notAws", "loginExpired"];

/** Starts jobs: each is written down before it is sent, sent once, and found again where the answer was lost. */
export function startTraining(needs: Needs): StartTraining {
    const { jobsIn, journal, roleMadeAt, now, rest, sha256OfText } = needs;

    return async ({ place, account, plan, fallbackTypes }, signal) => {
        const others = fallbackTypes.map((type, index) => fallback(plan, type, index + 2));
        for (let next = plan; ;) {
            try {
                await journalled(place, account, next, signal);
                return next;
            } catch (error) {
                if (!Problem.is(error, "noCapacity")) {
                    throw withIncrease(error, place, next);
                }
                const other = others.shift();
                if (other === undefined && !(await unlessAborted(needs.retryLater(error.message), signal))) {
                    throw error;
                }
                await (other === undefined ? rest(RETRY_MS, signal) : needs.tell(fallbackText(next, other)));
                next = other ?? next;
            }
        }
    };

    function fallbackText({ instanceType }: TrainingPlan, other: TrainingPlan): string {
        return `AWS has no ${instanceType} to give at the moment. Launching ${other.name} on ${other.instanceType}.`;
    }

    function fallback(plan: TrainingPlan, instanceType: string, number: number): TrainingPlan {
        return withSpecHash({ ...plan, name: numbered(plan.name, number), instanceType }, sha256OfText);
    }

    async function journalled(place: Place, account: string, plan: TrainingPlan, signal: AbortSignal): Promise<void> {
        const { name, specHash } = plan;
        const { Environment: _secret, ...request } = createTrainingJobRequest(plan);
        const subject = { resource: "trainingJob", name } as const;
        const operation = await journal.begin({ kind: "launch", place, account, subject, specHash, plan: request });
        await operation.step({ action: "create", resource: "trainingJob", name });
        try {
            const jobs = await jobsIn(place);
            const role = {
                isNewRole: async () => now() - ((await roleMadeAt(place, plan.roleArn, signal)) ?? 0) < NEW_ROLE_MS,
                now,
                rest: () => rest(REST_MS, signal),
            };
            await onceRoleIsKnown(() => jobs.start(plan, signal), role, signal);
            await operation.end();
        } catch (error) {
            const isUncertain = signal.aborted || !Problem.is(error) || UNCERTAIN.includes(error.code);
            await (isUncertain ? operation.leave() : operation.end());
            if (isUncertain) {
                needs.onLeft();
            }
            throw error;
        }
    }
}

/** A quota that is reached grows when one asks for it. */
function withIncrease(error: unknown, place: Place, { instanceType, instanceCount = 1, spot }: TrainingPlan): unknown {
    if (!Problem.is(error, "quotaExceeded")) {
        return error;
    }
    const use = spot === undefined ? "training job" : "spot training job";
    const remedy = quotaRemedyIn(place, error, { use, instanceType, atLeast: instanceCount });
    return new Problem("quotaExceeded", error.message, { remedy, cause: error });
}

/** `iris` → `iris-2`, with room for the number. */
export function numbered(name: string, number: number): string {
    const end = `-${number}`;
    return name.slice(0, MAX_NAME_LENGTH - end.length).replace(/-+$/, "") + end;
}
