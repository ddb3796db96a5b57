import type { WhoAmI } from "../../../core/account/identity.ts";
import { ownCheckpoints } from "../../../core/job/ownCheckpoints.ts";
import { planOfRequest } from "../../../core/job/repeatableRequest.ts";
import type { TrainingJob } from "../../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../../core/job/trainingJobs.ts";
import { trainingJobName } from "../../../core/job/trainingJobName.ts";
import { type TrainingPlan, withSpecHash } from "../../../core/job/trainingPlan.ts";
import { type Place, placeName } from "../../../core/place.ts";
import type { Preflight } from "../../../core/preflight/preflight.ts";
import type { Ask } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import { afterChecks } from "../afterChecks.ts";
import type { TrainingJobNode } from "../../tree/nodes.ts";
import { anyJob, type PickResource } from "../pickResource.ts";
import type { Start, StartTraining } from "./startTraining.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "requestOf">>;
    readonly identityIn: (place: Place) => Promise<WhoAmI>;
    readonly pick: PickResource<TrainingJob>;
    readonly preflight: Pick<Preflight, "training">;
    readonly start: StartTraining;
    readonly showRequest: (plan: TrainingPlan) => Promise<void>;
    readonly ask: Pick<Ask, "confirm" | "tell">;
    readonly progress: Progress;
    readonly now: () => Date;
    readonly onStarted: (started: Start) => void;
    readonly sha256OfText: (text: string) => string;
    readonly requireTrust: () => void;
}

/** Starts a job anew under another name, by the request that it was made by: it need not have been made by this extension. */
export function runAgain(needs: Needs) {
    const { jobsIn, identityIn, pick, preflight, start, showRequest, ask, progress, now, onStarted, sha256OfText } = needs;

    return async (signal: AbortSignal, node?: TrainingJobNode): Promise<void> => {
        needs.requireTrust();
        const target = await pick(AGAIN, signal, node && { place: node.place, resource: node.job });
        if (target === undefined) {
            return;
        }
        const { place, resource } = target;
        const plan = await progress(`Training job ${resource.name}`, async (cancelled) => {
            const request = await (await jobsIn(place)).requestOf(resource.name, AbortSignal.any([signal, cancelled]));
            const earlier = planOfRequest(request);
            return withSpecHash(renamed(earlier, trainingJobName(stemOf(earlier.name), now())), sha256OfText);
        });
        const decided = await decide(plan, resource.name, place, signal);
        if (decided === undefined) {
            return;
        }
        await progress(`Training job ${decided.name}`, async (cancelled) => {
            const until = AbortSignal.any([signal, cancelled]);
            const { account } = await (await identityIn(place))(until);
            const wanted = { place, account, plan: withSpecHash(decided, sha256OfText), fallbackTypes: [] };
            onStarted({ ...wanted, plan: await start(wanted, until) });
        });
    };

    async function decide(
        plan: TrainingPlan,
        name: string,
        place: Place,
        signal: AbortSignal,
    ): Promise<TrainingPlan | undefined> {
        if (place.kind === "local") {
            const detail = `With the same image, data and hyperparameters, as ${plan.name}.`;
            return (await ask.confirm(`Run training job "${name}" again on ${placeName(place)}?`, detail, "Run Again"))
                ? plan
                : undefined;
        }
        const decided = await afterChecks(plan, async (one) => preflight.training(one, { place }, signal), showRequest, ask);
        return decided?.action === "launch" ? decided.plan : undefined;
    }
}

/** A job under another name. Checkpoints that are kept under its name are its own: from those of the earlier job it would go on at the end. */
function renamed(plan: Omit<TrainingPlan, "specHash">, name: string): Omit<TrainingPlan, "specHash"> {
    const { checkpoints, name: earlier } = plan;
    return { ...plan, name, ...(checkpoints && { checkpoints: { uri: ownCheckpoints(checkpoints.uri, earlier, name) } }) };
}

/** The question of both ways to run a job again. */
export const AGAIN = anyJob("Run which training job again?");

/** The name of a job without the moment that this extension puts behind it. */
export function stemOf(name: string): string {
    return name.replace(/-\d{6}-\d{6}(-\d{1,2})?$/, "");
}
