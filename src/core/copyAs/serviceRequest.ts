import { Problem } from "../problem.ts";

/** What a JSON text may hold. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** The operations of SageMaker whose requests can be copied. */
export type Operation = "CreateTrainingJob" | "CreateModel" | "CreateEndpointConfig" | "CreateEndpoint";

/** A request to SageMaker, in the members that its API names. */
export interface ServiceRequest {
    readonly operation: Operation;
    readonly input: { readonly [name: string]: Json };
}

/** How whoever runs the copied text reaches SageMaker. */
export interface Caller {
    readonly region: string;
    /** Empty for the credentials that AWS's tools find by themselves. */
    readonly profile: string;
    /** The address of Local SageMaker; undefined for AWS. */
    readonly endpointUrl: string | undefined;
}

/** The structures below a request: member → type. A list has the type of its elements; names are SageMaker's, and mean one type each. */
const STRUCTURES: Readonly<Record<string, string>> = {
    AlgorithmSpecification: "AlgorithmSpecification",
    MetricDefinitions: "MetricDefinition",
    InputDataConfig: "Channel",
    DataSource: "DataSource",
    S3DataSource: "S3DataSource",
    OutputDataConfig: "OutputDataConfig",
    ResourceConfig: "ResourceConfig",
    StoppingCondition: "StoppingCondition",
    CheckpointConfig: "CheckpointConfig",
    RetryStrategy: "RetryStrategy",
    VpcConfig: "VpcConfig",
    Tags: "Tag",
    PrimaryContainer: "ContainerDefinition",
    ProductionVariants: "ProductionVariant",
};

const MAPS = new Set(["HyperParameters", "Environment"]);

/** What a value is: a structure of a type, a map from text to text, or plain. */
export type Kind = { readonly structure: string } | "map" | "plain";

/** What a member holds. Refused with `invalidRequest` when it holds a structure that is not known here. */
export function kindOf(member: string, value: Json): Kind {
    if (MAPS.has(member)) {
        return "map";
    }
    const structure = STRUCTURES[member];
    if (structure !== undefined) {
        return { structure };
    }
    const sample: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof sample === "object") {
        throw new Problem("invalidRequest", `This member of the request can be copied for the AWS CLI only: ${member}.`);
    }
    return "plain";
}

/** `S3DataSource` → `s3_data_source`: the names of both Python's and Rust's SDK. */
export function snakeCase(name: string): string {
    return name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
        .toLowerCase();
}

/** Lines of a text, each further in. What only JavaScript takes for the end of a line stands in the middle of a literal. */
export function indented(text: string): string {
    return text.replace(/(^|\n)(?=[^\n])/g, "$1    ");
}
