import { isRecord } from "../json.ts";
import type { DeletionPlan, Doomed } from "./deletion.ts";
import type { Deployment } from "./deployment.ts";

/** Reads the plan of a deployment back from the journal; undefined for what is none. Its environment is not kept. */
export function storedDeployment(plan: unknown): Deployment | undefined {
    return isDeployment(plan) ? plan : undefined;
}

/** Reads the plan of a deletion back from the journal; undefined for what is none. */
export function storedDeletion(plan: unknown): DeletionPlan | undefined {
    return isDeletion(plan) ? plan : undefined;
}

function isDeployment(plan: unknown): plan is Deployment {
    return (
        isRecord(plan) &&
        ["name", "specHash", "image", "modelArtifact", "roleArn", "instanceType"].every((key) => typeof plan[key] === "string")
    );
}

function isDeletion(plan: unknown): plan is DeletionPlan {
    return (
        isRecord(plan) &&
        isDoomed(plan["endpoint"]) &&
        (plan["config"] === undefined || isDoomed(plan["config"])) &&
        Array.isArray(plan["models"]) &&
        plan["models"].every(isDoomed) &&
        (plan["logGroup"] === undefined || typeof plan["logGroup"] === "string")
    );
}

function isDoomed(value: unknown): value is Doomed {
    return isRecord(value) && typeof value["name"] === "string" && typeof value["createdAt"] === "number";
}
