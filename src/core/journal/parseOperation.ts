import { isRecord, readJson } from "../json.ts";
import { isPlace } from "../place.ts";
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
    const value = readJson(text);
    return isOperation(value) ? value : undefined;
}

/** By hand, because it is read at activation, which loads no package. */
function isOperation(value: unknown): value is Operation {
    return (
        isRecord(value) &&
        KINDS.includes(String(value["kind"])) &&
        isPlace(value["place"]) &&
        isRecord(value["subject"]) &&
        ["trainingJob", "endpoint"].includes(String(value["subject"]["resource"])) &&
        typeof value["subject"]["name"] === "string" &&
        ["account", "specHash", "id", "startedAt"].every((key) => typeof value[key] === "string") &&
        Array.isArray(value["steps"]) &&
        value["steps"].every(isStep)
    );
}

function isStep(value: unknown): value is Step {
    return (
        isRecord(value) &&
        (value["action"] === "create" || value["action"] === "delete") &&
        RESOURCES.includes(String(value["resource"])) &&
        typeof value["name"] === "string"
    );
}
