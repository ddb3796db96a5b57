import { Problem } from "../problem.ts";
import type { Json, Operation, ServiceRequest } from "./serviceRequest.ts";

/** The member that tells an operation's request from those that follow. */
const NAMES: readonly (readonly [operation: Operation, member: string])[] = [
    ["CreateTrainingJob", "TrainingJobName"],
    ["CreateModel", "ModelName"],
    ["CreateEndpoint", "EndpointName"],
    ["CreateEndpointConfig", "EndpointConfigName"],
];

/** Requests as JSON to be read: one as the AWS CLI takes it, several under the names of their operations. */
export function requestText(requests: readonly ServiceRequest[]): string {
    const [first] = requests;
    const value =
        requests.length === 1 ? first?.input : Object.fromEntries(requests.map(({ operation, input }) => [operation, input]));
    return `${JSON.stringify(value, undefined, 4)}\n`;
}

/** Reads such a text back, which somebody may have changed. Refused with `invalidRequest` when it holds no request. */
export function readRequests(text: string): readonly ServiceRequest[] {
    const value = parsed(text);
    if (!isObject(value)) {
        throw new Problem("invalidRequest", "This editor holds no request of SageMaker: a JSON object is needed.");
    }
    const several = Object.entries(value).flatMap(([name, input]) => {
        const operation = NAMES.find(([one]) => one === name)?.[0];
        return operation !== undefined && isObject(input) ? [{ operation, input }] : [];
    });
    const single = NAMES.find(([, member]) => typeof value[member] === "string");
    if (several.length === 0 && single === undefined) {
        const members = NAMES.map(([, member]) => member).join(", ");
        throw new Problem("invalidRequest", `This editor holds no request of SageMaker: it has none of ${members}.`);
    }
    return several.length > 0 ? several : single === undefined ? [] : [{ operation: single[0], input: value }];
}

function parsed(text: string): Json {
    try {
        const value: Json = JSON.parse(text);
        return value;
    } catch (error) {
        throw new Problem("invalidRequest", `This editor holds no JSON: ${error instanceof Error ? error.message : ""}`, {
            cause: error,
        });
    }
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
