import { type Caller, indented, type Json, kindOf, type ServiceRequest, snakeCase } from "./serviceRequest.ts";

/** Members whose type is an enum of the SDK; each takes any text. */
const ENUMS = new Set([
    "AcceleratorType",
    "CapacityReservationPreference",
    "CaptureMode",
    "CompressionType",
    "CustomizationTechnique",
    "EvaluationType",
    "FeatureTypes",
    "FileSystemAccessMode",
    "FileSystemType",
    "Granularity",
    "IncludeInferenceResponseIn",
    "InferenceAmiVersion",
    "InputMode",
    "InstanceType",
    "JobType",
    "Language",
    "Mode",
    "ModelCacheSetting",
    "Peft",

    "RecordWrapperType",
    "RepositoryAccessMode",
    "RoutingStrategy",
    "S3DataDistributionType",
    "S3DataType",
    "SelectedInstanceType",
    "Status",
    "Strategy",
    "TrainingInputMode",
    "TrainingRepositoryAccessMode",
    "Type",
]);

/** Members that are floating-point numbers. */
const FLOATS = new Set(["InitialVariantWeight"]);

/** Types whose builder may refuse, because something in them is required. */
const CHECKED = new Set(["DatasetSource", "MlflowConfig", "ModelPackageConfig", "ServerlessJobConfig"]);

/** Requests as a program for the AWS SDK for Rust, compiled with aws-sdk-sagemaker 1.248.0. */
export function rust(requests: readonly ServiceRequest[], caller: Caller): string {
    const types = new Set<string>();
    const calls = requests.map(({ operation, input }) => {
        const setters = settersOf("", input, types);
        return `client${indented(`\n.${snakeCase(operation)}()\n${setters.join("\n")}\n.send()\n.await?;\n`)}`;
    });
    const names = [...types].toSorted();
    return [
        "// cargo add aws-config aws-sdk-sagemaker; cargo add tokio --features macros,rt-multi-thread",
        "use aws_config::{BehaviorVersion, Region};",
        "use aws_sdk_sagemaker::Client;",
        ...(names.length === 0 ? [] : [`use aws_sdk_sagemaker::types::{${names.join(", ")}};`]),
        "",
        "#[tokio::main]",
        "async fn main() -> Result<(), Box<dyn std::error::Error>> {",
        indented(
            [`let config = aws_config::defaults(BehaviorVersion::latest())${loader(caller)};`, clientOf(), ...calls].join("\n"),
        ) + "    Ok(())",
        "}",
        "",
    ].join("\n");
}

function loader({ region, profile, endpointUrl }: Caller): string {
    return indented(
        [
            "",
            `.region(Region::new(${literal(region)}))`,
            ...(profile === "" ? [] : [`.profile_name(${literal(profile)})`]),
            ...(endpointUrl === undefined ? [] : [`.endpoint_url(${literal(endpointUrl)})`]),
            ".load()",
            ".await",
        ].join("\n"),
    );
}

function clientOf(): string {
    return "let client = Client::new(&config);";
}

function settersOf(within: string, value: Json, types: Set<string>): readonly string[] {
    return Object.entries(value).flatMap(([member, one]: [string, Json]) => settersOfMember(within, member, one, types));
}

/** One call for a value, and one for each element of a list or a map. */
function settersOfMember(within: string, member: string, value: Json, types: Set<string>): readonly string[] {
    const setter = member === "Type" ? ".r#type" : `.${snakeCase(member)}`; // a word of Rust's own
    const kind = kindOf(within, member, value);
    if (kind === "map") {
        return Object.entries(value).map(([name, one]) => `${setter}(${literal(name)}, ${literal(String(one))})`);
    }
    const values: readonly Json[] = Array.isArray(value) ? value : [value];
    if (kind === "plain") {
        return values.map((one) => `${setter}(${plain(member, one)})`);
    }
    const { structure } = kind;
    types.add(structure);
    return values.map((one) => {
        const build = CHECKED.has(structure) ? ".build()?," : ".build(),";
        const inner = indented(["", ...settersOf(structure, one, types), build].join("\n"));
        return `${setter}(\n${indented(`${structure}::builder()${inner}`)}\n)`;
    });
}

function plain(member: string, value: Json): string {
    if (typeof value === "number") {
        return FLOATS.has(member) && Number.isInteger(value) ? `${value}.0` : String(value);
    }
    return typeof value === "string" ? literal(value) + (ENUMS.has(member) ? ".into()" : "") : JSON.stringify(value);
}

/** A string of Rust: JSON's escapes but for those by number, which Rust writes in braces. */
function literal(text: string): string {
    const escaped = Array.from(text, (char) => {
        const code = char.codePointAt(0) ?? 0;
        if (char === '"' || char === "\\") {
            return `\\${char}`;
        }
        return code < 0x20 || code === 0x7f || /\p{Cf}/u.test(char) ? `\\u{${code.toString(16)}}` : char;
    });
    return `"${escaped.join("").toWellFormed()}"`;
}
