import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { copyAs } from "../../../src/core/copyAs/copyAs.ts";
import { kindOf, snakeCase } from "../../../src/core/copyAs/serviceRequest.ts";
import { serviceModel, type ServiceModel, type Shape, shapeOf } from "../../local/conformance/serviceModel.ts";
import { clientsMissing, python } from "../../local/foreignClients.ts";
import { endpointRequests, HOSTILE, trainingJobRequest } from "./requests.ts";

const CALLER = { region: "us-east-1", profile: "my profile", endpointUrl: undefined };

/** The words that a real shell makes of a command. */
function wordsOf(command: string): readonly string[] {
    const text = execFileSync("sh", ["-c", command.replace(/^aws /, "printf '%s\\036' aws ")], { encoding: "utf8" });
    return text.split("\u001e").slice(0, -1);
}

describe("Copy As AWS CLI", () => {
    it("gives one command with the request as JSON, which a shell leaves as it is", () => {
        const request = trainingJobRequest();
        const words = wordsOf(copyAs("cli", [request], CALLER));
        const reach = ["--region", "us-east-1", "--profile", "my profile"];
        assert.deepEqual(words.slice(0, -1), ["aws", "sagemaker", "create-training-job", ...reach, "--cli-input-json"]);
        assert.deepEqual(JSON.parse(words.at(-1) ?? ""), request.input);
    });

    it("is one word for the shell, whatever the values hold", () => {
        let seed = 7;
        const alphabet = Array.from("'\"\\$`!*?[]{}()<>|&;#~ \n\t=%aé🦀");
        for (let round = 0; round < 150; round++) {
            const text = Array.from({ length: 24 }, () => {
                seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
                return alphabet[seed % alphabet.length];
            }).join("");
            const request = trainingJobRequest({ HyperParameters: { text } });
            const words = wordsOf(copyAs("cli", [request], { ...CALLER, profile: `p${text}` }));
            assert.equal(words[6], `p${text}`);
            assert.deepEqual(JSON.parse(words.at(-1) ?? ""), request.input, JSON.stringify(text));
        }
    });

    it("names the address of Local SageMaker", () => {
        const caller = { region: "us-east-1", profile: "", endpointUrl: "http://127.0.0.1:7777" };
        const words = wordsOf(copyAs("cli", endpointRequests.slice(0, 1), caller));
        assert.deepEqual(words.slice(2, 7), ["create-model", "--region", "us-east-1", "--endpoint-url", "http://127.0.0.1:7777"]);
    });
});

describe("Copy As Rust", () => {
    it("gives a program that rustfmt reads, whatever the values hold", () => {
        const request = trainingJobRequest({ HyperParameters: { text: HOSTILE, "": "" } });
        for (const requests of [[request], endpointRequests]) {
            const program = copyAs("rust", requests, CALLER);
            const formatted = execFileSync("rustfmt", ["--edition=2021", "--emit=stdout"], { input: program, encoding: "utf8" });
            assert.match(formatted, /\.send\(\)\s+\.await\?;/);
        }
    });

    it("hands an enum over as one, and a list element by element", () => {
        const program = copyAs("rust", [trainingJobRequest()], CALLER);
        assert.ok(program.includes('.instance_type("ml.m5.large".into())'));
        assert.ok(program.includes('.subnets("subnet-1")') && program.includes('.subnets("subnet-2")'));
        assert.ok(program.includes('.hyper_parameters("text", "it\'s")'));
        assert.ok(copyAs("rust", endpointRequests, CALLER).includes(".initial_variant_weight(1.0)"));
    });
});

describe("Copy As Python", () => {
    it("gives a program that Python reads, whatever the values hold", () => {
        const request = trainingJobRequest({ HyperParameters: { text: HOSTILE } });
        for (const requests of [[request], endpointRequests]) {
            const program = copyAs("python", requests, CALLER);
            execFileSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input: program });
        }
    });

    it("reads values as they were", () => {
        const program = copyAs("python", [trainingJobRequest({ HyperParameters: { text: HOSTILE } })], CALLER);
        const script = [
            "import ast, json, sys",
            "calls = [node for node in ast.walk(ast.parse(sys.stdin.read())) if isinstance(node, ast.keyword)]",
            'print(json.dumps(ast.literal_eval(next(k.value for k in calls if k.arg == "hyper_parameters"))))',
        ].join("\n");
        const read: unknown = JSON.parse(execFileSync("python3", ["-c", script], { input: program, encoding: "utf8" }));
        assert.deepEqual(read, { text: HOSTILE });
    });
});

describe("Copy As", () => {
    it("writes members as the SDKs name them", () => {
        assert.deepEqual(
            ["S3DataSource", "VolumeSizeInGB", "S3Uri", "KmsKeyId", "EnableSageMakerMetricsTimeSeries"].map(snakeCase),
            ["s3_data_source", "volume_size_in_gb", "s3_uri", "kms_key_id", "enable_sage_maker_metrics_time_series"],
        );
    });

    it("names what is newer than this extension after its member, an element of a list after one of them", () => {
        const request = trainingJobRequest({ NewConfig: { A: 1 }, NewThings: [{ B: "b" }], NewNames: ["c"], NewNone: [] });
        const inPython = copyAs("python", [request], CALLER);
        assert.match(inPython, /new_config=NewConfig\(a=1\),\s+new_things=\[\s+NewThing\(b="b"\),\s+\],/);
        assert.match(inPython, /new_names=\[\s+"c",\s+\],\s+new_none=\[\]/);
        assert.match(inPython, /import .*NewConfig, NewThing,/);
        const inRust = copyAs("rust", [request], CALLER);
        assert.match(inRust, /\.new_things\(\s+NewThing::builder\(\)\s+\.b\("b"\)\s+\.build\(\),\s+\)/);
        assert.match(inRust, /\.new_names\("c"\)/);
    });

    it("writes Rust's own words as names, and what a builder may refuse as such", () => {
        const ServerlessJobConfig = { BaseModelArn: "arn", JobType: "FineTuning" };
        const inRust = copyAs(
            "rust",
            [trainingJobRequest({ ServerlessJobConfig, CanarySize: { Type: "CAPACITY_PERCENT", Value: 5 } })],
            CALLER,
        );
        assert.match(inRust, /\.r#type\("CAPACITY_PERCENT"\.into\(\)\)/);
        assert.match(inRust, /\.job_type\("FineTuning"\.into\(\)\)\s+\.build\(\)\?,/);
        execFileSync("rustfmt", ["--edition=2021", "--emit=stdout"], { input: inRust });
    });
});

describe("Copy As, against AWS's model", { skip: clientsMissing }, () => {
    const model = clientsMissing === false ? serviceModel(python, "sagemaker") : undefined;

    /** What is copied otherwise than the model has it, of the members of a structure and of all below it. */
    function faultsOf(of: ServiceModel, structure: string, within: string, seen: Set<string>): readonly string[] {
        return Object.entries(shapeOf(of, structure).members ?? {}).flatMap(([member, { shape }]) => {
            const { type: outer, member: element } = shapeOf(of, shape);
            const type = element?.shape ?? shape;
            const inner = shapeOf(of, type);
            const one = inner.type === "structure" || inner.type === "map" ? {} : "x";
            const kind = kindOf(within, member, outer === "list" ? [one] : one);
            const wanted = { structure: { structure: type }, map: "map" }[inner.type] ?? "plain";
            const isNew = inner.type === "structure" && !seen.has(type);
            seen.add(type);
            return [
                ...(isDeepStrictEqual(kind, wanted) ? [] : [`${structure}.${member}: ${JSON.stringify(kind)}`]),
                ...(literalOf(inner) === undefined || inRust(member, inner) ? [] : [`${structure}.${member} in Rust`]),
                ...(isNew ? faultsOf(of, type, type, seen) : []),
            ];
        });
    }

    /** How Rust takes a text or a number; undefined for all else. */
    function literalOf({ type, enum: values }: Shape): string | undefined {
        const literals: Readonly<Record<string, string>> = { float: "1.0", integer: "1", long: "1" };
        return type === "string" ? `"x"${values === undefined ? "" : ".into()"}` : literals[type];
    }

    function inRust(member: string, shape: Shape): boolean {
        const input = { [member]: shape.type === "string" ? "x" : 1 };
        return copyAs("rust", [{ operation: "CreateModel", input }], CALLER).includes(`(${literalOf(shape)})\n`);
    }

    for (const operation of ["CreateTrainingJob", "CreateModel", "CreateEndpointConfig", "CreateEndpoint"]) {
        it(`gives every member of ${operation} its type`, () => {
            assert.ok(model);
            const seen = new Set<string>();
            const input = model.operations[operation]?.input?.shape ?? "";
            assert.deepEqual(faultsOf(model, input, "", seen), []);
            assert.ok(seen.has("Tag"));
        });
    }
});
