import type { InstanceUse } from "../../../core/instance/instanceType.ts";
import type { Quota, ServiceQuotas } from "../../../core/instance/quotas.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Ask } from "../../ask.ts";
import { type InstanceSources, instanceTypeStep } from "../../instanceTypeStep.ts";
import type { Progress } from "../../progress.ts";

/** Which quota is too small. */
export interface WantedQuota {
    /** By default the current one. */
    readonly place?: Place;
    readonly use: InstanceUse;
    readonly instanceType: string;
    /** So many are needed. */
    readonly atLeast: number;
}

interface Needs extends InstanceSources {
    readonly place: () => Place;
    readonly ask: Pick<Ask, "steps" | "confirm" | "tell">;
    readonly progress: Progress;
}

const USES: readonly InstanceUse[] = ["training job", "spot training job", "endpoint", "training warm pool"];

/** Asks AWS to let the account run more instances of a type, after the user has said how many and agreed. */
export function requestQuotaIncrease({ place, quotasIn, pricesIn, ask, progress }: Needs) {
    return async (signal: AbortSignal, given?: WantedQuota): Promise<void> => {
        const asked = given ?? (await chosen());
        if (asked === undefined) {
            return;
        }
        const wanted = { place: place(), ...asked };
        const quotas = await quotasIn(wanted.place);
        const quota = await progress("Reading the quotas of SageMaker", (cancelled) =>
            quotaOf(quotas, wanted, AbortSignal.any([signal, cancelled])),
        );
        const desired = await numberFor(quota, wanted);
        if (desired === undefined) {
            return;
        }
        const question = `Ask AWS to raise the quota "${quota.name}" from ${quota.value} to ${desired}, ${placeName(wanted.place)}?`;
        if (
            !(await ask.confirm(question, "A higher quota costs nothing by itself. AWS decides, which may take days.", "Request"))
        ) {
            return;
        }
        const { status, desired: requested } = await quotas.requestIncrease(quota.code, desired, signal);
        // Whoever has asked for this goes on; the message stays until it is read.
        void ask.tell(`The quota "${quota.name}" (${quota.code}) is requested at ${requested}: ${status}.`);
    };

    async function chosen(): Promise<WantedQuota | undefined> {
        const where = place();
        const title = `Request Quota Increase on ${placeName(where)}`;
        const choices = USES.map((use) => ({ label: use, value: use }));
        const answer = (await ask.steps(title, [{ kind: "pick", key: "use", prompt: "What for?", choices }]))?.get("use");
        const use = USES.find((one) => one === answer);
        if (use === undefined) {
            return undefined;
        }
        const step = instanceTypeStep(
            { key: "type", place: where, use, proposed: "ml.g5.xlarge", isGpuFirst: true },
            { quotasIn, pricesIn },
        );
        const instanceType = (await ask.steps(title, [step]))?.get("type");
        return instanceType === undefined ? undefined : { place: where, use, instanceType, atLeast: 1 };
    }

    async function numberFor({ value }: Quota, { use, instanceType, atLeast }: WantedQuota): Promise<number | undefined> {
        const answers = await ask.steps("Request Quota Increase", [
            {
                kind: "text",
                key: "desired",
                prompt: `How many ${instanceType} for ${use} usage? It is ${value} now.`,
                value: String(Math.max(atLeast, value + 1)),
                validate: (text) =>
                    /^\d{1,5}$/.test(text) && Number(text) > value ? undefined : `A whole number above ${value}.`,
            },
        ]);
        const text = answers?.get("desired");
        return text === undefined ? undefined : Number(text);
    }
}

async function quotaOf(
    quotas: ServiceQuotas,
    { place, use, instanceType }: Required<WantedQuota>,
    signal: AbortSignal,
): Promise<Quota> {
    const quota = (await quotas.forUse(use, signal)).get(instanceType);
    if (quota === undefined) {
        throw new Problem(
            "invalidRequest",
            `Service Quotas lists none for ${instanceType} for ${use} usage in ${placeName(place)}.`,
        );
    }
    if (!quota.isAdjustable) {
        throw new Problem("invalidRequest", `AWS does not raise the quota "${quota.name}" (${quota.code}) on request.`);
    }
    return quota;
}
