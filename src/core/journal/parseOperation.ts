import type { Place } from "../place.ts";
import type { Operation, OperationKind, ResourceKind, Step } from "./operation.ts";

const KINDS: readonly string[] = ["launch", "deploy", "delete"] satisfies readonly OperationKind[];
const RESOURCES: readonly string[] = [
    "trainingJob",
    "model",
    "endpointConfig",
    "endpoint",
    "inferenceComponent",
    "logGroup",
] satisfies readonly ResourceKind[];

/** Reads an operation back; undefined for a text that is none, also for one of a later version of this extension. */
export function parseOperation(text: string): Operation | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return isOperation(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

/** By hand, because it is read at activation, which loads no package. */
function isOperation(value: unknown): value is Operation {
    return (
        isObject(value) &&
        KINDS.includes(String(value["kind"])) &&
        isPlace(value["place"]) &&
        isObject(value["subject"]) &&
        ["trainingJob", "endpoint"].includes(String(value["subject"]["resource"])) &&
        typeof value["subject"]["name"] === "string" &&
        ["account", "specHash", "id", "startedAt"].every((key) => typeof value[key] === "string") &&
        Array.isArray(value["steps"]) &&
        value["steps"].every(isStep)
    );
}

function isPlace(value: unknown): value is Place {
    return (
        isObject(value) &&
        typeof value["region"] === "string" &&
        (value["kind"] === "local" || (value["kind"] === "aws" && typeof value["profile"] === "string"))
    );
}

function isStep(value: unknown): value is Step {
    return (
        isObject(value) &&
        (value["action"] === "create" || value["action"] === "delete") &&
        RESOURCES.includes(String(value["resource"])) &&
        typeof value["name"] === "string"
    );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null;
}
