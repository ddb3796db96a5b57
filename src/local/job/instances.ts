import type { InstanceUse } from "../../core/instance/instanceType.ts";
import { type Capacity, CapacityError } from "../control/capacity.ts";
import type { Instances } from "../quotas/checkQuota.ts";
import type { CreateTrainingJobRequest } from "./createTrainingJobRequest.ts";

type Resources = NonNullable<CreateTrainingJobRequest["ResourceConfig"]>;

/** AWS's own words for a job that got no instances. */
const NO_CAPACITY =
    "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.";

/** The instances of a job: those that were selected, else those that it would like best. */
export function instancesOf({ ResourceConfig: resources }: Pick<CreateTrainingJobRequest, "ResourceConfig">): Instances {
    const preferred = resources?.InstancePreferences?.[0];
    return {
        instanceType: resources?.SelectedInstanceType ?? resources?.InstanceType ?? preferred?.InstanceType ?? "ml.m5.large",
        count: resources?.InstanceCount ?? preferred?.InstanceCount ?? 1,
    };
}

/** What a job's instances count for among the quotas. */
export function useOf({ EnableManagedSpotTraining }: CreateTrainingJobRequest): InstanceUse {
    return EnableManagedSpotTraining ? "spot training job" : "training job";
}

/** The resources with the first preferred type that there is capacity for; throws a CapacityError when there is for none. */
export function selectInstances(resources: Resources, capacity: Capacity): Resources {
    const { InstancePreferences: preferences, InstanceType: only } = resources;
    const isThere = (instanceType = ""): boolean =>
        !capacity.isLacking({ purpose: "training job", instanceType, moment: "start" });
    if (preferences === undefined) {
        if (!isThere(only)) {
            throw new CapacityError(NO_CAPACITY);
        }
        return resources;
    }
    const selected = preferences.find(({ InstanceType }) => isThere(InstanceType));
    if (selected === undefined) {
        throw new CapacityError(NO_CAPACITY);
    }
    return {
        ...resources,
        SelectedInstanceType: selected.InstanceType,
        SelectedInstanceCount: selected.InstanceCount ?? resources.InstanceCount ?? 1,
    };
}
