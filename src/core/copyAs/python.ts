import { type Caller, indented, type Json, kindOf, type Operation, type ServiceRequest, snakeCase } from "./serviceRequest.ts";

const RESOURCES: Readonly<Record<Operation, string>> = {
    CreateTrainingJob: "TrainingJob",
    CreateModel: "Model",
    CreateEndpointConfig: "EndpointConfig",
    CreateEndpoint: "Endpoint",
};

/** Requests as a program for the SageMaker Python SDK v3: its resource classes of `sagemaker.core`, tried with sagemaker-core 2.27.0. */
export function python(requests: readonly ServiceRequest[], caller: Caller): string {
    const shapes = new Set<string>();
    const calls = requests.map(({ operation, input }) => {
        const resource = RESOURCES[operation];
        const members = [...Object.entries(input).map(([name, value]) => argument("", name, value, shapes)), "session=session"];
        return `${snakeCase(resource)} = ${call(`${resource}.create`, members)}\n`;
    });
    const resources = [...new Set(requests.map(({ operation }) => RESOURCES[operation]))].toSorted();
    const lines = [
        "# pip install 'sagemaker-core>=2'",
        ...(caller.endpointUrl === undefined ? [] : ["import os", ""]),
        "import boto3",
        `from sagemaker.core.resources import ${resources.join(", ")}`,
        ...(shapes.size === 0 ? [] : [`from sagemaker.core.shapes import ${[...shapes].toSorted().join(", ")}`]),
        "",
        ...(caller.endpointUrl === undefined ? [] : [`os.environ["AWS_ENDPOINT_URL"] = ${literal(caller.endpointUrl)}`]),
        `session = ${sessionOf(caller)}`,
        ...calls,
    ];
    return lines.join("\n");
}

function sessionOf({ region, profile, endpointUrl }: Caller): string {
    return call("boto3.Session", [
        ...(profile === "" ? [] : [`profile_name=${literal(profile)}`]),
        `region_name=${literal(region)}`,
        ...(endpointUrl === undefined ? [] : ['aws_access_key_id="local"', 'aws_secret_access_key="local"']),
    ]);
}

function argument(within: string, member: string, value: Json, shapes: Set<string>): string {
    return `${snakeCase(member)}=${expression(within, member, value, shapes)}`;
}

function expression(within: string, member: string, value: Json, shapes: Set<string>): string {
    const kind = kindOf(within, member, value);
    if (kind === "plain" || kind === "map") {
        return literal(value);
    }
    if (Array.isArray(value)) {
        return list(value.map((one: Json) => structure(kind.structure, one, shapes)));
    }
    return structure(kind.structure, value, shapes);
}

function structure(type: string, value: Json, shapes: Set<string>): string {
    if (type === "Tag") {
        // The package has two classes of this name, and takes neither for the other; a dictionary it takes.
        const entries = Object.entries(value).map(([name, one]) => `${literal(snakeCase(name))}: ${literal(one)}`);
        return `{${entries.join(", ")}}`;
    }
    shapes.add(type);
    return call(
        type,
        Object.entries(value).map(([name, one]) => argument(type, name, one, shapes)),
    );
}

function call(name: string, args: readonly string[]): string {
    return args.length < 2 ? `${name}(${args.join("")})` : `${name}(\n${indented(args.join(",\n"))},\n)`;
}

function list(items: readonly string[]): string {
    return items.length === 0 ? "[]" : `[\n${indented(items.join(",\n"))},\n]`;
}

/** JSON's text is Python's too, but for the words of truth. */
function literal(value: Json): string {
    if (typeof value === "boolean") {
        return value ? "True" : "False";
    }
    if (Array.isArray(value)) {
        return list(value.map((one: Json) => literal(one)));
    }
    if (typeof value === "object") {
        const entries = Object.entries(value).map(([name, one]) => `${literal(name)}: ${literal(one)}`);
        return entries.length === 0 ? "{}" : `{\n${indented(entries.join(",\n"))},\n}`;
    }
    return JSON.stringify(value);
}
