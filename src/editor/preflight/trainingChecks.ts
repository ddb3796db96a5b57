import type { InstanceUse } from "../../core/instance/instanceType.ts";
import type { TrainingPlan } from "../../core/job/trainingPlan.ts";
import { trainingCostFinding } from "../../core/preflight/costFinding.ts";
import type { Check } from "../../core/preflight/finding.ts";
import type { Upcoming } from "../../core/preflight/preflight.ts";
import { networkFinding } from "../../core/preflight/networkFinding.ts";
import { requestFinding } from "../../core/preflight/requestFindings.ts";
import { trainingCallerRights, trainingRights } from "../../core/preflight/rights.ts";
import { spotFinding } from "../../core/preflight/spotFinding.ts";
import { accountChecks } from "./accountChecks.ts";
import { bucketChecks, channelChecks } from "./dataChecks.ts";
import { imageChecks } from "./imageChecks.ts";
import { costCheck, quotaChecks } from "./instanceChecks.ts";
import type { Sources } from "./sources.ts";

/** All that is checked before a training job is launched. On this machine nothing costs anything, and nobody's rights are asked for. */
export function trainingChecks(
    plan: TrainingPlan,
    upcoming: Upcoming,
    sources: Sources,
    signal: AbortSignal,
): readonly Check<TrainingPlan>[] {
    const { place } = upcoming;
    const spot = spotFinding(plan);
    const network = networkFinding(plan.vpc);
    const own: readonly Check<TrainingPlan>[] = [
        { id: "request", title: "Request", find: async () => requestFinding(plan) },
        ...(spot ? [{ id: "spot", title: "Spot", find: async () => spot }] : []),
    ];
    const instances = { instanceType: plan.instanceType, count: plan.instanceCount ?? 1, place };
    const use: InstanceUse = plan.spot ? "spot training job" : "training job";
    const uses: readonly InstanceUse[] = plan.warmPoolSeconds ? [use, "training warm pool"] : [use];
    const quotas = quotaChecks(uses, instances, sources);
    const budgetUsd = upcoming.budgetUsd ?? sources.budgetUsd();
    if (place.kind === "local") {
        return [...quotas, ...own];
    }
    const rights = {
        what: "job",
        roleArn: plan.roleArn,
        ofRole: (scope: Parameters<typeof trainingRights>[1]) => trainingRights(plan, scope),
        ofCaller: (scope: Parameters<typeof trainingRights>[1]) =>
            trainingCallerRights(plan, upcoming.uploads?.keys() ?? [], scope),
    };
    const target = { purpose: "training", instanceType: plan.instanceType } as const;
    return [
        ...accountChecks(rights, place, sources, signal),
        ...imageChecks<TrainingPlan>({ image: plan.image, target, place }, sources, signal),
        ...bucketChecks(urisOf(plan), upcoming, sources),
        ...channelChecks(plan, upcoming, sources, signal),
        ...quotas,
        ...(network ? [{ id: "network", title: "Network", find: async () => network }] : []),
        costCheck(use, instances, sources, (price) => trainingCostFinding(plan, price, budgetUsd)),
        ...own,
        ...(upcoming.fallbackTypes ?? []).flatMap((instanceType) => {
            const other = { ...instances, instanceType };
            const cost = costCheck(use, other, sources, (price) => trainingCostFinding(plan, price, budgetUsd, instanceType));
            const image = { image: plan.image, target: { ...target, instanceType }, place };
            const cuda = imageChecks<TrainingPlan>(image, sources, signal).filter(({ id }) => id === "cuda");
            return [...cuda, ...quotaChecks([use], other, sources), cost].map((check) => ofFallback(check, instanceType));
        }),
    ];
}

/** The same of a type that is taken only where AWS has none of the first: nothing of it holds a launch back. */
function ofFallback(check: Check<TrainingPlan>, instanceType: string): Check<TrainingPlan> {
    const { id, title, find } = check;
    return {
        id: `${id}:${instanceType}`,
        title: `${title} of ${instanceType}`,
        find: async (until) => {
            const finding = await find(until);
            return finding.light === "fail" ? { ...finding, light: "warn" } : finding;
        },
    };
}

/** Where a plan reads and writes in S3. */
export function urisOf({ inputs, output, checkpoints }: TrainingPlan): readonly string[] {
    return [...Array.from(inputs.values(), ({ uri }) => uri), output, ...(checkpoints ? [checkpoints.uri] : [])];
}
