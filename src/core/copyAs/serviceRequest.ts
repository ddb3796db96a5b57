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

/**
 * The types of members that do not bear their type's name, as SageMaker's model of 2026 has them: member → type, or type.member → type where a
 * member has several. A list has the type of its elements.
 */
const TYPES: Readonly<Record<string, string>> = {
    AutoRollbackConfiguration: "AutoRollbackConfig",
    CanarySize: "CapacitySize",
    CapacityReservationConfig: "ProductionVariantCapacityReservationConfig",
    ClientConfig: "AsyncInferenceClientConfig",
    Containers: "ContainerDefinition",
    CoreDumpConfig: "ProductionVariantCoreDumpConfig",
    InferenceConfig: "ClarifyInferenceConfig",
    InputDataConfig: "Channel",
    LinearStepSize: "CapacitySize",
    ManagedInstanceScaling: "ProductionVariantManagedInstanceScaling",
    MaximumBatchSize: "CapacitySize",
    NotificationConfig: "AsyncInferenceNotificationConfig",
    OutputConfig: "AsyncInferenceOutputConfig",
    PrimaryContainer: "ContainerDefinition",
    RollbackMaximumBatchSize: "CapacitySize",
    RoutingConfig: "ProductionVariantRoutingConfig",
    ScaleInPolicy: "ProductionVariantManagedInstanceScalingScaleInPolicy",
    ServerlessConfig: "ProductionVariantServerlessConfig",
    ShadowProductionVariants: "ProductionVariant",
    ShapBaselineConfig: "ClarifyShapBaselineConfig",
    ShapConfig: "ClarifyShapConfig",
    TextConfig: "ClarifyTextConfig",
    TrafficRoutingConfiguration: "TrafficRoutingConfig",
    "AdditionalModelDataSource.S3DataSource": "S3ModelDataSource",
    "ModelDataSource.S3DataSource": "S3ModelDataSource",
    "S3ModelDataSource.HubAccessConfig": "InferenceHubAccessConfig",
};

const MAPS = new Set([
    "CollectionParameters",
    "Environment",
    "HookParameters",
    "HyperParameters",
    "ProfilingParameters",
    "RuleParameters",
]);

/** What a value is: a structure of a type, a map from text to text, or plain. */
export type Kind = { readonly structure: string } | "map" | "plain";

/** What a member holds, in a request (the empty string) or a structure of this type. What is newer than this list counts as named after its type. */
export function kindOf(within: string, member: string, value: Json): Kind {
    if (MAPS.has(member)) {
        return "map";
    }
    const sample: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof sample !== "object") {
        return "plain";
    }
    const named = Array.isArray(value) ? member.replace(/s$/, "") : member; // one of the `InstanceGroups` is an `InstanceGroup`
    return { structure: TYPES[`${within}.${member}`] ?? TYPES[member] ?? named };
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
