import { DEPLOY_OPTIONS } from "../../../core/endpoint/deployOptions.ts";
import type { Deployment } from "../../../core/endpoint/deployment.ts";
import { freeEndpointName } from "../../../core/endpoint/endpointName.ts";
import { nameFault } from "../../../core/resourceName.ts";
import type { Step } from "../../ask.ts";
import { type InstanceSources, instanceTypeStep } from "../../instanceTypeStep.ts";
import type { DeploySource } from "./deploySource.ts";

/** The questions of a deployment; `plan` is what they begin with. */
export function deploySteps(
    { place, stem }: DeploySource,
    plan: Deployment,
    taken: ReadonlySet<string>,
    sources: InstanceSources,
): readonly Step[] {
    return [
        {
            kind: "text",
            key: "name",
            prompt: "Name of the endpoint; its config and its model get the same name",
            value: freeEndpointName(stem, taken),
            validate: (name) => nameFault(name) ?? (taken.has(name) ? "An endpoint of this name exists already." : undefined),
        },
        instanceTypeStep({ key: "instanceType", place, use: "endpoint", proposed: plan.instanceType }, sources),
        // On this machine one process serves, however many instances there are.
        ...(place.kind === "local" ? [] : [countStep(plan)]),
        {
            kind: "options",
            key: "options",
            prompt: "Deploy, or change more",
            options: DEPLOY_OPTIONS.filter(({ key }) => isForPlan(key, plan)).map(({ key, label, prompt, text, fault }) => ({
                kind: "text",
                key,
                label,
                prompt,
                value: text(plan),
                validate: fault,
            })),
        },
    ];
}

/** What the answers make of a plan; answers that were not changed are not there. */
export function deploymentOf(plan: Deployment, answers: ReadonlyMap<string, string>): Deployment {
    const count = answers.get("instanceCount");
    const asked: Deployment = {
        ...plan,
        name: answers.get("name") ?? plan.name,
        instanceType: answers.get("instanceType") ?? plan.instanceType,
        ...(count !== undefined && { instanceCount: Number(count) }),
    };
    return DEPLOY_OPTIONS.reduce((changed, { key, apply }) => {
        const text = answers.get(key);
        return text === undefined ? changed : apply(changed, text);
    }, asked);
}

function countStep({ instanceCount = 1 }: Deployment): Step {
    return {
        kind: "text",
        key: "instanceCount",
        prompt: "How many instances; each is billed until the endpoint is deleted",
        value: String(instanceCount),
        validate: (text) => (/^[1-9]\d{0,3}$/.test(text) ? undefined : "A whole number from 1 on."),
    };
}

/** A model that is there already has its environment, its network and its isolation. */
function isForPlan(key: string, { existingModel }: Deployment): boolean {
    return existingModel === undefined || !["environment", "vpc", "isNetworkIsolated"].includes(key);
}
