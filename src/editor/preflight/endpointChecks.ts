import { endpointCostFinding } from "../../core/preflight/costFinding.ts";
import type { Check } from "../../core/preflight/finding.ts";
import { networkFinding } from "../../core/preflight/networkFinding.ts";
import type { EndpointPlan, Upcoming } from "../../core/preflight/preflight.ts";
import { endpointCallerRights, endpointRights, type Scope } from "../../core/preflight/rights.ts";
import { accountChecks } from "./accountChecks.ts";
import { modelChecks } from "./dataChecks.ts";
import { imageChecks } from "./imageChecks.ts";
import { costCheck, quotaChecks } from "./instanceChecks.ts";
import type { Sources } from "./sources.ts";

/** All that is checked before an endpoint is created. */
export function endpointChecks<P extends EndpointPlan>(
    plan: P,
    upcoming: Upcoming,
    sources: Sources,
    signal: AbortSignal,
): readonly Check<P>[] {
    const { place } = upcoming;
    const { instanceType, instanceCount: count = 1, inferenceAmiVersion } = plan;
    const instances = { instanceType, count, place };
    const quotas = quotaChecks(["endpoint"], instances, sources);
    if (place.kind === "local") {
        return quotas;
    }
    const network = networkFinding(plan.vpc);
    const rights = {
        what: "endpoint",
        roleArn: plan.roleArn,
        ofRole: (scope: Scope) => endpointRights(plan, scope),
        ofCaller: (scope: Scope) => endpointCallerRights(plan, scope),
    };
    return [
        ...accountChecks(rights, place, sources, signal),
        ...imageChecks(
            {
                image: plan.image,
                target: { purpose: "endpoint", instanceType, inferenceAmiVersion },
                place,
                withAmi: (version) => ({ ...plan, inferenceAmiVersion: version }),
            },
            sources,
            signal,
        ),
        ...modelChecks(plan.modelArtifact, upcoming, sources),
        ...quotas,
        ...(network ? [{ id: "network", title: "Network", find: async () => network }] : []),
        costCheck("endpoint", instances, sources, (price) => endpointCostFinding(instanceType, count, price)),
    ];
}
